/** Facebook's part of Meta's graph: a Page and its token. */
import type { Room } from '../meta/graph.ts';
import { refusalsOf } from '../meta/refusals.ts';

export const room: Room = {
  title: 'Facebook',
  hostOf: () => 'https://graph.facebook.com',
  tokenOf: ({ credentials }) => credentials.pageAccessToken,
  refusals: refusalsOf('Facebook'),
};
