/** What the worker bundles. */
export { conversation } from './conversation.ts';
export { moderation } from './moderation.ts';
