/** How the loops speak with conversations' workflows: each message starts the workflow if it is not there. */
import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import type { Eligible } from '../domain/conversation/state.ts';
import type { AccountSignals } from './account-lives.ts';
import type { AssistSignals } from './assist-news.ts';
import type { CrmSignals } from './crm-outbox.ts';
import type { PrivacySignals } from './privacy.ts';
import * as contract from '../workflows/contract.ts';

export interface ThreadRef {
  threadId: string;
  platform: string;
  accountId: string;
}

export interface Signals extends AccountSignals, AssistSignals, CrmSignals, PrivacySignals {
  inbound(thread: ThreadRef, batch: contract.InboundBatch): Promise<void>;
  claimed(
    thread: ThreadRef,
    claim: { claimId: string; agentId: string; why: string; at: number },
  ): Promise<void>;
  agentGone(thread: ThreadRef, gone: { agentId: string; at: number }): Promise<void>;
  relax(thread: ThreadRef, relaxed: { to: Eligible; at: number }): Promise<void>;
  wake(thread: ThreadRef): Promise<void>;
  isRunning(thread: ThreadRef): Promise<boolean>;
  /** The log's version as its workflow knows it: asked of a worker, so that it fails where none answers. */
  knownVersion(thread: ThreadRef): Promise<number | undefined>;
  /** Another one than before means that Temporal's store was replaced. */
  namespaceId(): Promise<string>;
}

const onceAtATime = {
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  workflowIdConflictPolicy: 'USE_EXISTING',
} as const;

/** Well below a lease, so that who holds one knows what came of it. */
const callTimeoutMs = 5_000;

/** Its methods throw Temporal's errors; see `isOutage`. */
export function createSignals(options: {
  client: Client;
  taskQueuePrefix: string;
  /** Items after which a run continues as new. */
  maxItems: number;
}): Signals {
  const { client, taskQueuePrefix, maxItems } = options;
  const idOf = ({ platform, threadId }: ThreadRef) =>
    contract.conversationWorkflowId(platform, threadId);
  const timed = <T>(call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + callTimeoutMs, call);

  const signal = async <Args extends [] | [unknown]>(
    thread: ThreadRef,
    { name }: SignalDefinition<Args>,
    args: Args,
  ): Promise<void> => {
    const input: contract.ConversationInput = { v: 1, ...thread, taskQueuePrefix, maxItems };
    await timed(() =>
      client.workflow.signalWithStart(contract.conversationWorkflowType, {
        workflowId: idOf(thread),
        taskQueue: contract.conversationsQueue(taskQueuePrefix),
        args: [input],
        signal: name,
        signalArgs: args as unknown[],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `A conversation on ${thread.platform}`,
      }),
    );
  };

  return {
    inbound: (thread, batch) => signal(thread, contract.inboundSignal, [batch]),
    claimed: (thread, claim) => signal(thread, contract.claimedSignal, [claim]),
    agentGone: (thread, gone) => signal(thread, contract.agentGoneSignal, [gone]),
    relax: (thread, relaxed) => signal(thread, contract.relaxSignal, [relaxed]),
    wake: (thread) => signal(thread, contract.wakeSignal, []),
    async accountChanged({ accountId, platform }) {
      const input: contract.AccountInput = { accountId, platform, taskQueuePrefix };
      await timed(() =>
        client.workflow.signalWithStart(contract.accountWorkflowType, {
          workflowId: contract.accountWorkflowId(accountId),
          taskQueue: contract.conversationsQueue(taskQueuePrefix),
          args: [input],
          signal: contract.accountChangedSignal.name,
          signalArgs: [],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: `An account on ${platform}`,
        }),
      );
    },
    async assistNews(conversationId) {
      const news = contract.assistNews(conversationId, taskQueuePrefix);
      await timed(() => client.workflow.signalWithStart(contract.assistWorkflowType, news));
    },
    async crmNews(connectionId, personKey) {
      const input: contract.CrmInput = { connectionId, personKey };
      await timed(() =>
        client.workflow.signalWithStart(contract.crmWorkflowType, {
          workflowId: contract.crmWorkflowId(connectionId, personKey),
          taskQueue: contract.assistQueue(taskQueuePrefix),
          args: [input],
          signal: contract.crmNewsSignal.name,
          signalArgs: [],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: 'What a CRM is asked and told of a person',
        }),
      );
    },
    async assistSummary(conversationId, wish) {
      const wanted = contract.assistSummary(conversationId, taskQueuePrefix, wish);
      await timed(() => client.workflow.signalWithStart(contract.assistWorkflowType, wanted));
    },
    async startErasure(erasureId) {
      await timed(() =>
        client.workflow.start(contract.erasureWorkflowType, {
          workflowId: contract.erasureWorkflowId(erasureId),
          taskQueue: contract.assistQueue(taskQueuePrefix),
          args: [{ erasureId }],
          ...onceAtATime,
          staticSummary: 'A person’s data is taken away',
        }),
      );
    },
    async startExport(exportId) {
      await timed(() =>
        client.workflow.start(contract.exportWorkflowType, {
          workflowId: contract.exportWorkflowId(exportId),
          taskQueue: contract.assistQueue(taskQueuePrefix),
          args: [{ exportId }],
          ...onceAtATime,
          staticSummary: 'What the desk has of a person, as a file',
        }),
      );
    },
    async isRunning(thread) {
      try {
        const handle = client.workflow.getHandle(idOf(thread));
        const { status } = await timed(() => handle.describe());
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    async knownVersion(thread) {
      try {
        const handle = client.workflow.getHandle(idOf(thread));
        return (await timed(() => handle.query(contract.currentQuery))).version;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
    async namespaceId() {
      const { namespace } = client.options;
      const { namespaceInfo } = await timed(() =>
        client.workflowService.describeNamespace({ namespace }),
      );
      return namespaceInfo?.id ?? '';
    },
  };
}

/** gRPC codes that are about this one call: INVALID_ARGUMENT, RESOURCE_EXHAUSTED, FAILED_PRECONDITION. */
const aboutTheCall = new Set([3, 8, 9]);

/** Is nothing to be got from Temporal at the moment, whatever is asked? */
export function isOutage(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return !isGrpcServiceError(cause) || !aboutTheCall.has(cause.code);
}
