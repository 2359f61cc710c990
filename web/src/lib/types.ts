/** What the API answers with, by its own schemas. */
export type { ConversationJson as Conversation } from '../../../api/schemas/conversation.ts';
export type {
  MessageJson as Message,
  TimelineJson as TimelineEntry,
  AttachmentJson as Attachment,
} from '../../../api/schemas/message.ts';
export type { ScheduledJson as Scheduled } from '../../../api/schemas/scheduled.ts';
export type {
  CustomerJson as Customer,
  IdentityCandidateJson as IdentityCandidate,
} from '../../../api/schemas/customer.ts';
export type { AccountJson as Account } from '../../../api/schemas/account.ts';
export type { AgentJson as Agent } from '../../../api/schemas/agent.ts';
export type { AssistJson as Assist } from '../../../api/schemas/assist.ts';
export type { AssistReportJson as AssistReport } from '../../../api/schemas/assist-report.ts';
export type {
  CrmJson as Crm,
  CrmContactJson as CrmContact,
  CrmTaskJson as CrmTask,
  CrmConnectionJson as CrmConnection,
} from '../../../api/schemas/crm.ts';
export type {
  ArticleJson as Article,
  FindingJson as KnowledgeFinding,
  GapJson as KnowledgeGap,
  ImportedFileJson as ImportedFile,
  KnowledgeVersionJson as ArticleVersion,
  ListedArticleJson as ListedArticle,
  ReadPageJson as PageRead,
} from '../../../api/schemas/knowledge.ts';
export type {
  DataExportJson as DataExport,
  ErasureJson as Erasure,
} from '../../../api/schemas/privacy.ts';
export type { PostJson as Post } from '../../../api/schemas/channel.ts';
export type { PlatformName, Source } from '../../../channels/channel.ts';
export type { Status } from '../../../domain/conversation/state.ts';
export type { Priority } from '../../../domain/sla.ts';
