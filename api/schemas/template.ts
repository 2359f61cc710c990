import { templateVariables, unknownVariables } from '../../domain/templates.ts';
import { text } from './common.ts';

/** As long as a reply may be before its platform is asked. */
const longest = 20_000;

const known = templateVariables.map((it) => `{{${it}}}`).join(', ');

/** Words of a canned reply or a macro: what can't be filled in later is refused now. */
export const template = text(longest)
  .trim()
  .min(1)
  .superRefine((value, context) => {
    for (const name of unknownVariables(value)) {
      context.addIssue({
        code: 'custom',
        message: `knows no {{${name.slice(0, 60)}}}; there are ${known}`,
      });
    }
  })
  .meta({ description: `May hold ${known}.` });
