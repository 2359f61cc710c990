import { notePace, waitOf } from '../../accounts/pace.ts';
import type { Connected } from '../../crm/connections.ts';
import { CrmError } from '../../crm/crm.ts';
import { restMs } from '../../domain/crm/patience.ts';
import type { CrmStep, CrmStepInput } from '../types.ts';
import { answering } from './answering.ts';
import { tellAdmins } from './attention.ts';
import { ownerOf, tell } from './contacts.ts';
import { personOf } from './person.ts';
import { finish, nextTask, passOn, putOff, type Task } from './tasks.ts';
import { workOn, type CrmParts } from './work.ts';

/** One try of the first of a person's tasks that waits. What fails is put off, however long; what is refused is passed over. */
export const createCrmStep =
  (parts: CrmParts) =>
  async ({ connectionId, personKey, waited }: CrmStepInput): Promise<CrmStep> => {
    const { pool, connections, now = Date.now } = parts;
    const found = await connections.byId(connectionId);
    // Whoever switches it on, or connects it anew, has it told of what waits.
    if (found?.status !== 'active') return { is: 'idle' };
    const connected = { ...found, crm: answering(found.crm) };
    const task = await nextTask(pool, connectionId, personKey);
    if (!task) return { is: 'idle' };
    const person = await personOf(pool, personKey);
    if (!person) {
      await finish(pool, task, { state: 'refused', error: 'The customer is not there any more.' });
      return { is: 'done' };
    }
    const owner = await ownerOf(pool, connected.kind, person.members);
    if (owner !== undefined && owner !== connectionId) {
      await passOn(pool, task, owner);
      return { is: 'done' };
    }
    const wait = await waitOf(pool, connectionId, now());
    if (wait) {
      const ms = restMs(waited + 1, Math.random(), wait.until - now());
      return { is: 'wait', ms };
    }
    try {
      const made = await workOn({ ...parts, connected, person, task });
      await notePace(pool, connectionId, { was: 'answered' }, now());
      await finish(pool, task, { state: 'done', ...made });
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      const step = await failed(parts, connected, task, error);
      await tell(pool, person.members);
      return step;
    }
    if (task.kind === 'case') await tell(pool, person.members);
    return { is: 'done' };
  };

async function failed(
  { pool, publicUrl, now = Date.now }: CrmParts,
  { id }: Connected,
  task: Task,
  { kind, message, retryAfterMs }: CrmError,
): Promise<CrmStep> {
  const error = message.slice(0, 500);
  switch (kind) {
    case 'refused':
      await notePace(pool, id, { was: 'answered' }, now());
      await finish(pool, task, { state: 'refused', error });
      await tellAdmins(pool, id, { isLetIn: true, publicUrl });
      return { is: 'done' };
    case 'unauthorized':
      await tellAdmins(pool, id, { isLetIn: false, problem: error, publicUrl });
      await putOff(pool, task, { error, until: now() });
      return { is: 'idle' };
    case 'retry': {
      const until = retryAfterMs === undefined ? undefined : now() + retryAfterMs;
      await notePace(
        pool,
        id,
        until === undefined ? { was: 'failed' } : { was: 'throttled', until },
        now(),
      );
      const ms = restMs(task.attempts + 1, Math.random(), retryAfterMs);
      await putOff(pool, task, { error, until: now() + ms });
      return { is: 'wait', ms };
    }
  }
}
