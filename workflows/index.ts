/** What the worker bundles. */
export { account } from './account.ts';
export { assist } from './assist.ts';
export { conversation } from './conversation.ts';
export { crm } from './crm.ts';
export { dataExport } from './data-export.ts';
export { erasure } from './erasure.ts';
export { moderation } from './moderation.ts';
