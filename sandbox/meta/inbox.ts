import type { Account, Message } from '../model.ts';
import type { Scene } from '../platform.ts';
import type { World } from '../world.ts';
import type { GraphError } from './errors.ts';
import type { Product } from './products.ts';

/** What differs between the inboxes of a page and of an Instagram account. */
export interface Inbox {
  platform: 'facebook' | 'instagram';
  product: Product;
  /** Below the sandbox's address. */
  path: string;
  /** People as the Conversations API writes them. */
  person: (world: World, id: string) => Record<string, unknown>;
  own: (account: Account) => Record<string, unknown>;
  /** Of a message, besides what both have. */
  messageFields: readonly string[];
  shown: (message: Message) => Record<string, unknown>;
  /** Why a text is too long, or undefined. */
  tooLong: (text: string) => string | undefined;
  attachmentTypes: readonly string[];
  nobody: () => GraphError;
  blocked: () => GraphError;
  windowClosed: () => GraphError;
  /** The scene of a comment that may be answered in private now. @throws GraphError */
  privately: (world: World, account: Account, commentId: string) => Scene;
}
