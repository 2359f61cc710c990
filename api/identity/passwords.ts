/** Passwords are kept as argon2id makes them, and compared by it. */
import { hash, verify } from '@node-rs/argon2';

/** As OWASP advises: 19 MiB, two passes. What was kept with other costs is still compared. */
const costs = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The same letters may come from a keyboard in several spellings. */
const spelled = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(spelled(password), costs);

let nobodys: Promise<string> | undefined;

/** @param kept undefined: there is none, which takes as long to find out */
export async function isPassword(kept: string | undefined, password: string): Promise<boolean> {
  nobodys ??= hashPassword('the password of nobody');
  const isRight = await verify(kept ?? (await nobodys), spelled(password));
  return kept !== undefined && isRight;
}
