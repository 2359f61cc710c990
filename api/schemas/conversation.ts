import { z } from 'zod';
import { id, instant, platform, priority, skill, source, status } from './common.ts';
import { Message } from './message.ts';

const Commitment = z
  .object({
    status: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
    startedAt: instant,
    dueAt: instant.optional(),
    warnedAt: instant.optional(),
    endedAt: instant.optional(),
  })
  .meta({ id: 'Commitment', description: 'One promise of the SLA, as it stands.' });

export const SlaView = z
  .object({
    policyId: z.string().optional(),
    policyName: z.string().optional(),
    state: z.enum(['ok', 'warning', 'breached', 'paused', 'none']),
    firstResponse: Commitment.optional(),
    nextResponse: Commitment.optional(),
    resolution: Commitment.optional(),
  })
  .meta({ id: 'SlaView' });

const Thread = z
  .object({
    threadId: id,
    conversationId: id.meta({ description: 'The one itself, or one that is merged into it.' }),
    platform,
    accountId: id,
    source,
    lastInboundAt: instant.optional(),
    window: z
      .object({ isOpen: z.boolean(), closesAt: instant.optional() })
      .meta({ description: 'Whether the platform takes a reply now, and until when.' }),
  })
  .meta({ id: 'Thread' });

export type ThreadJson = z.output<typeof Thread>;

export const Conversation = z
  .object({
    id,
    platform,
    accountId: id,
    customerId: id,
    customerName: z.string(),
    customerHandle: z.string(),
    customerAvatarUrl: z.string().optional(),
    status,
    priority,
    assignedTo: id.optional(),
    teamId: id.optional(),
    requiredSkills: z.array(skill),
    tags: z.array(z.string()),
    messages: z.array(Message).optional().meta({ description: 'With ?include=messages.' }),
    metadata: z
      .looseObject({
        source,
        previousConversations: z.int().meta({ description: 'How many there were before.' }),
        crmContactId: z
          .string()
          .optional()
          .meta({ description: 'The CRM’s own id of the customer’s contact, once it is known.' }),
      })
      .meta({
        description:
          'source, postId, postUrl, linkedConversations, identities, sentiment, language, crmContactId, …',
      }),
    previousConversationId: id.optional(),
    mergedInto: id.optional().meta({ description: 'The conversation that decides for it.' }),
    threads: z.array(Thread).meta({
      description: 'Where replies can go, that on which the customer wrote last first.',
    }),
    createdAt: instant,
    updatedAt: instant,
    lastMessageAt: instant.optional(),
    lastMessage: z
      .object({
        direction: z.enum(['inbound', 'outbound', 'note']),
        senderType: z.enum(['customer', 'agent', 'bot']),
        contentType: z.enum(['text', 'image', 'video', 'attachment']),
        content: z.string().meta({ description: 'Its first words.' }),
        isUnsent: z.boolean(),
      })
      .optional()
      .meta({ description: 'What was said last, but for notes.' }),
    firstResponseAt: instant.optional(),
    resolvedAt: instant.optional(),
    closedAt: instant.optional(),
    snoozedUntil: instant.optional(),
    waitingSince: instant.optional().meta({ description: 'In the queue since.' }),
    unansweredSince: instant.optional(),
    nextDueAt: instant.optional(),
    owedBy: instant.optional().meta({
      description: 'The earliest due of what is owed, missed or not; `sort=dueAt` goes by it.',
    }),
    sla: SlaView,
    workflowId: z.string().meta({ description: 'In Temporal: its history and timers.' }),
    unread: z.int(),
    version: z.int(),
  })
  .meta({ id: 'Conversation' });

export type ConversationJson = z.output<typeof Conversation>;

/** The workflow's state is its own business: what is promised of it is little. */
export const LiveState = z
  .object({
    workflowId: z.string(),
    conversation: z.looseObject({ id, status }).optional(),
    lastSeq: z.int(),
    queued: z.int(),
    attemptUnderWay: z.object({ messageId: id, attempt: z.int() }).optional(),
    nextWakeAt: instant.optional(),
    timerAt: instant.optional(),
    itemsInRun: z.int(),
    historyLength: z.int(),
  })
  .meta({ id: 'LiveState' });
