/** An object without its undefined members: an absent one is left as it is, where null takes it away. */
export type Dense<T> = { [K in keyof T]: Exclude<T[K], undefined> };

export const dense = <T extends object>(value: T): Dense<T> =>
  Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Dense<T>;
