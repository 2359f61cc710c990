/** The route table. */
import type { Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { accountLife } from './account-life.ts';
import { accountOperations } from './accounts.ts';
import { agentOperations } from './agents.ts';
import { answerPolicyOperations } from './answer-policies.ts';
import { auditOperations } from './audit.ts';
import { backfillOperations } from './backfills.ts';
import { assistReport } from './assist-report.ts';
import { assistWriting } from './assist-writing.ts';
import { bulkOperations } from './bulk.ts';
import { cannedReplyOperations } from './canned-replies.ts';
import { channelOperations } from './channels.ts';
import { conversationCommands } from './conversation-commands.ts';
import { conversationReads } from './conversations.ts';
import { crmOperations } from './crm.ts';
import { crmConnectionOperations } from './crm-connections.ts';
import { customerDetails } from './customer-details.ts';
import { customerFieldOperations } from './customer-fields.ts';
import { customerOperations } from './customers.ts';
import { draftOperations } from './drafts.ts';
import { fileOperations } from './files.ts';
import { inboxCounts } from './inbox-counts.ts';
import { assistOperations } from './assist.ts';
import { inboxOperations } from './inbox.ts';
import { knowledgeOperations } from './knowledge.ts';
import { knowledgeGapOperations } from './knowledge-gaps.ts';
import { knowledgeImport } from './knowledge-import.ts';
import { knowledgeSearch } from './knowledge-search.ts';
import { macroOperations } from './macros.ts';
import { mergeOperations } from './merge.ts';
import { messageCommands } from './message-commands.ts';
import { messageWriting } from './messages.ts';
import { moderationOperations } from './moderation.ts';
import { notificationOperations } from './notifications.ts';
import { peopleOperations } from './people.ts';
import { presenceOperations } from './presence.ts';
import { privacyOperations } from './privacy.ts';
import { privateReply } from './private-reply.ts';
import { readingOperations } from './reading.ts';
import { reportOperations } from './reports.ts';
import { routingRuleOperations } from './routing-rules.ts';
import { scheduledReplies } from './scheduled.ts';
import { sessionOperations } from './session.ts';
import { ownSessionOperations } from './sessions.ts';
import { settingsOperations } from './settings.ts';
import { slaOperations } from './sla.ts';
import { conversationStart } from './start-conversation.ts';
import { stuckOperations } from './stuck.ts';
import { tagOperations } from './tags.ts';
import { teamOperations } from './teams.ts';
import { tokenOperations } from './tokens.ts';
import { whereaboutsOperations } from './whereabouts.ts';
import { viewOperations } from './views.ts';

export const operationsOf = (parts: Parts): Operation[] =>
  [
    sessionOperations,
    ownSessionOperations,
    peopleOperations,
    conversationReads,
    channelOperations,
    conversationStart,
    messageWriting,
    privateReply,
    conversationCommands,
    readingOperations,
    mergeOperations,
    messageCommands,
    scheduledReplies,
    draftOperations,
    assistOperations,
    crmOperations,
    assistWriting,
    moderationOperations,
    fileOperations,
    customerOperations,
    customerDetails,
    customerFieldOperations,
    privacyOperations,
    notificationOperations,
    settingsOperations,
    teamOperations,
    agentOperations,
    presenceOperations,
    whereaboutsOperations,
    accountOperations,
    accountLife,
    backfillOperations,
    crmConnectionOperations,
    slaOperations,
    routingRuleOperations,
    inboxOperations,
    inboxCounts,
    auditOperations,
    tokenOperations,
    viewOperations,
    cannedReplyOperations,
    macroOperations,
    knowledgeOperations,
    knowledgeGapOperations,
    knowledgeSearch,
    knowledgeImport,
    tagOperations,
    bulkOperations,
    reportOperations,
    assistReport,
    answerPolicyOperations,
    stuckOperations,
  ].flatMap((operations) => operations(parts));
