import type { Opening } from '../../../domain/conversation/opening.ts';
import { fillTemplate } from '../../../domain/templates.ts';
import { phrasesOf } from '../../../sandbox/crowd/personas.ts';
import { createRandom, type Random } from '../../../sandbox/random.ts';
import type { Planned } from './plan.ts';
import { createScene, type Scene } from './scene.ts';
import { answerTo, canned, tagOf } from './words.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export interface Story {
  opening: Opening;
  planned: Planned;
  agent: { id: string; name: string };
  accountName: string;
  firstEventId: number;
  now: number;
}

/** A customer writes, is answered, sooner or later, and one day it is over. */
export function tell({ opening, planned, agent, accountName, firstEventId, now }: Story): Scene {
  const { at, customer, goal, source } = planned;
  const random = createRandom(`story/${String(planned.number)}`);
  const phrases = phrasesOf[customer.language];
  const orderNumber = `CL-${String(random.between(10_000, 99_999))}`;
  const say = (from: readonly string[]) => random.pick(from).replace('{order}', orderNumber);
  const filled = (template: string) =>
    fillTemplate(template, {
      ...{ customerName: customer.name, agentName: agent.name, accountName },
      conversationId: opening.conversationId,
    });
  const answer = filled(answerTo(goal, customer.language));
  const scene = createScene(opening, { externalId: customer.externalId, at, firstEventId });

  scene.writes(
    at,
    say(phrases.openings[goal]),
    source === 'review' ? { rating: { recommends: goal === 'praise' || goal === 'thanks' } } : {},
  );
  scene.claimed(at + random.between(2_000, 50_000), agent.id);
  let time = at + firstResponse(random);
  const isOld = at < now - 2 * day;
  if (goal === 'thanks') {
    scene.command(time, agent.id, { type: 'resolve', reason: 'no_reply_needed' });
    return over(scene, agent.id, time, now, random);
  }
  const tag = tagOf[goal];
  if (tag !== undefined)
    scene.command(time - 10_000, agent.id, { type: 'tags', add: [tag], remove: [] });
  if (goal === 'outage' && scene.now.priority === 'medium') {
    scene.command(time - 5_000, agent.id, { type: 'priority', priority: 'high' });
  }
  const asksFirst = isOld && ['parcel', 'refund'].includes(goal) && random.isLucky(0.6);
  if (asksFirst) {
    scene.replies(time, agent.id, filled(canned('order', customer.language)));
    time += random.between(2, 35) * minute;
    scene.writes(time, say(phrases.orderNumber));
    time += random.between(2, 40) * minute;
  }
  scene.replies(time, agent.id, answer);
  if (isOld && random.isLucky(0.55)) {
    time += random.between(3, 60) * minute;
    scene.writes(time, say(phrases.thanks), { needsAnswer: false });
  }
  time += random.between(4, 25) * minute;
  scene.command(time, agent.id, { type: 'resolve' });
  if (at < now - 9 * day && random.isLucky(0.12)) {
    time = reopened(scene, agent.id, time, random, [
      say(phrases.followUps[goal]),
      filled(canned('bye', customer.language)),
    ]);
  }
  return over(scene, agent.id, time, now, random);
}

/** From 1 to 90 minutes, mostly a few. */
function firstResponse(random: Random): number {
  const bell = (random.next() + random.next() + random.next() + random.next() - 2) * 1.7;
  return Math.round(Math.min(90, Math.max(1, 6.5 * Math.exp(0.85 * bell))) * minute);
}

function reopened(
  scene: Scene,
  agentId: string,
  resolvedAt: number,
  random: Random,
  [question, answer]: [string, string],
): number {
  let time = resolvedAt + random.between(1, 48) * hour;
  scene.writes(time, question);
  scene.claimed(time + random.between(2_000, 50_000), agentId);
  time += firstResponse(random);
  scene.replies(time, agentId, answer);
  time += random.between(4, 25) * minute;
  scene.command(time, agentId, { type: 'resolve' });
  return time;
}

/** Closed by its own timer, where that has run out since; else by hand. */
function over(
  scene: Scene,
  agentId: string,
  resolvedAt: number,
  now: number,
  random: Random,
): Scene {
  scene.passes(now);
  if (scene.now.status !== 'closed') {
    scene.command(resolvedAt + random.between(5, 40) * minute, agentId, { type: 'close' });
  }
  return scene;
}
