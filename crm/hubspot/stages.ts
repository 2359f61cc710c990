import type { HubspotSession } from './client.ts';

const freshForMs = 10 * 60_000;

/** What a stage is called: records have its id, and of a pipeline of one's own that is a number. */
export function stagesOf(session: HubspotSession) {
  const known = new Map<string, { at: number; names: Promise<Map<string, string>> }>();
  const ask = (type: string) =>
    session(async ({ crm }) => {
      const { results } = await crm.pipelines.pipelinesApi.getAll(type);
      return new Map(
        results.flatMap(({ stages }) => stages.map(({ id, label }) => [id, label] as const)),
      );
    }).catch(() => new Map<string, string>());

  return async (
    type: 'deals' | 'tickets',
    id: string | null | undefined,
  ): Promise<string | undefined> => {
    if (!id) return undefined;
    let kept = known.get(type);
    if (kept === undefined || Date.now() - kept.at > freshForMs) {
      kept = { at: Date.now(), names: ask(type) };
      known.set(type, kept);
    }
    return (await kept.names).get(id) ?? id;
  };
}
