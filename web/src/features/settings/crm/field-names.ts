/** Fields that are exchanged, as lines that one writes, ours and the CRM's: `plan = Plan__c`. */
export const linesOf = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([ours, theirs]) => `${ours} = ${theirs}`)
    .join('\n');

export const fieldsIn = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines.split('\n').flatMap((line) => {
      const [ours = '', theirs = ''] = line.split('=', 2).map((it) => it.trim());
      return ours === '' && theirs === '' ? [] : [[ours, theirs]];
    }),
  );
