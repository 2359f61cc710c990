import { countInvisible } from '../invisible.ts';

/** Some invisible characters come with copied text; these come on purpose. */
export const isHiding = (text: string): boolean => {
  const flagless = text.replaceAll(
    /\u{1F3F4}[\u{E0061}-\u{E007A}\u{E0030}-\u{E0039}]{2,6}\u{E007F}/gu,
    '',
  );
  return (
    /[\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u.test(flagless) ||
    countInvisible(flagless) > 3
  );
};
