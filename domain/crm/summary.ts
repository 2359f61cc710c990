/** What the CRM is told of a conversation that was dealt with, without a model: what was asked, and what was answered. */

export interface Told {
  platform: string;
  source: string;
  /** The customer's first words. */
  question: string | undefined;
  /** Of people's replies. */
  replies: number;
  lastReply: string | undefined;
  agentName: string | undefined;
  /** Why it was resolved: `answered`, `no_reply_needed`, … */
  reason: string;
}

const most = 400;

export const titleOf = ({ platform, source, question }: Told): string => {
  const about = question === undefined ? '' : `: ${cut(question, 80)}`;
  return `${titles[platform] ?? platform} ${sources[source] ?? source}${about}`;
};

export function summaryOf(told: Told): string {
  const { question, replies, lastReply, agentName, reason } = told;
  const by = agentName === undefined ? '' : ` by ${agentName}`;
  return [
    ...(question === undefined ? [] : [`The customer asked: “${cut(question, most)}”`]),
    replies === 0
      ? `Not answered (${reason.replaceAll('_', ' ')}).`
      : `Answered${by}, ${String(replies)} ${replies === 1 ? 'reply' : 'replies'}.`,
    ...(lastReply === undefined ? [] : [`The last one: “${cut(lastReply, most)}”`]),
  ].join('\n');
}

/** Whole characters, on one line. */
function cut(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const letters = [...new Intl.Segmenter('en').segment(line)].map(({ segment }) => segment);
  return letters.length <= length ? line : `${letters.slice(0, length - 1).join('')}…`;
}

const titles: Record<string, string> = {
  ...{ facebook: 'Facebook', instagram: 'Instagram', x: 'X', linkedin: 'LinkedIn' },
  ...{ bluesky: 'Bluesky', telegram: 'Telegram' },
};
const sources: Record<string, string> = { dm: 'message' };
