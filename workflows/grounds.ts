/** What the assistant proposes to answer is looked up before it is decided: by the desk itself, not by who proposes. */
import type { Item } from '../domain/conversation/items.ts';
import { answerGrounds } from './durably.ts';
import type { Run } from './run.ts';

export const withGrounds = ({ state }: Run, items: readonly Item[]): Promise<Item[]> =>
  Promise.all(
    items.map(async (item) => {
      if (item.kind !== 'command' || item.envelope.command.type !== 'answer' || !state) return item;
      const { about, policyId, articleId } = item.envelope.command;
      const grounds = await answerGrounds({
        ...{ conversationId: state.id, about, policyId, articleId, at: item.at },
        slaPolicy: state.policy,
      });
      return grounds ? { ...item, grounds } : item;
    }),
  );
