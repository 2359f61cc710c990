/** What the desk is given; it opens nothing but this sandbox. */
export const modelKey = 'sk-sandbox-model-0123456789abcdef';

/** In tokens. */
export const chatModels = { 'sandbox-chat': 32_768, 'sandbox-chat-small': 2_048 } as const;
export const embeddingModels = { 'sandbox-embedding': 8_192 } as const;
export const embeddingSize = 256;
/** From where on two of its vectors are near by more than chance. */
export const nearEnough = 0.45;
/** In one request. */
export const mostEmbeddedTokens = 300_000;

/** What all of it allows in a minute. */
export const minuteLimits = { requests: 500, tokens: 400_000 };

const created = 1_767_225_600;

export const modelObject = (id: string) => ({ id, object: 'model', created, owned_by: 'sandbox' });

export const modelList = () => ({
  object: 'list',
  data: [...Object.keys(chatModels), ...Object.keys(embeddingModels)].map(modelObject),
});

/** About what a tokenizer of today counts. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);
