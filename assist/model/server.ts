import type OpenAI from 'openai';

export interface ServerSettings {
  baseUrl: string;
  apiKey: string;
}

/** The client of a server that speaks OpenAI's API; made when it is first asked, so that whoever never asks does not load it. */
export function createServer({ baseUrl, apiKey }: ServerSettings): () => Promise<OpenAI> {
  let opened: Promise<OpenAI> | undefined;
  return () =>
    (opened ??= import('openai').then(
      ({ default: Client }) =>
        new Client({
          ...{ baseURL: baseUrl, apiKey, organization: null, project: null },
          // Tried once: whoever waits has something else to show. It logs nothing, as it would log texts.
          ...{ maxRetries: 0, logLevel: 'off' },
          fetchOptions: { redirect: 'error' },
        }),
    ));
}
