/** What lies over the page at the moment: one at a time. */
import { createStore } from '../lib/store.ts';

export type Overlay = 'palette' | 'keys' | undefined;
export const overlay = createStore<Overlay>(undefined);
