/** To the second, with its own kind of offset. */
export const graphTime = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');
