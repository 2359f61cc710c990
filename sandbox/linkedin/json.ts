/** JSON with integers that a double cannot hold: `JSON.rawJSON` is Node's since 21; TypeScript's library lacks it. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** `notificationId`, kept as its digits, goes over the wire as a number. */
export const toWire = (value: unknown): Buffer =>
  Buffer.from(
    JSON.stringify(value, (key, it: unknown) =>
      key === 'notificationId' && typeof it === 'string' ? rawJSON(it) : it,
    ),
  );
