/** What may be a password. Long rather than odd: no rule about signs and digits, but none of those that everybody tries. */

const [shortest, longest] = [12, 200];

/** Of the demo desk: known to everybody, so that nobody else may have it. */
export const demoPassword = 'careline-demo';

/** Of the lists of leaked ones, those that are long enough to be tried here. */
const commonest = new Set([
  demoPassword,
  ...['123456789012', '1234567890123', '0123456789ab', '012345678910', '111222333444'],
  ...['123123123123', '987654321098', '123qwe123qwe', '1q2w3e4r5t6y', '1qaz2wsx3edc'],
  ...['qwertyuiop12', 'qwertyuiop123', 'qwertyuiop[]', 'qwerty123456', 'qwertyqwerty'],
  ...['asdfghjkl123', 'zaq12wsxcde3', 'abcdefghijkl', 'abcd12345678', 'abc123abc123'],
  ...['password1234', 'password12345', 'password123!', 'passwordpassword', 'p@ssw0rd1234'],
  ...['mypassword123', 'passw0rd1234', 'administrator', 'adminadmin12', 'admin1234567'],
  ...['letmein12345', 'welcome12345', 'welcome123456', 'changeme1234', 'iloveyou1234'],
  ...['iloveyouforever', 'sunshine1234', 'football1234', 'baseball1234', 'superman1234'],
  ...['dragon123456', 'monkey123456', 'master123456', 'princess1234', 'charlie12345'],
  ...['trustno1trustno1', 'correcthorsebatterystaple', 'hunter2hunter2', 'secret123456'],
  ...['summer2024!!', 'summer2025!!', 'summer2026!!', 'winter2025!!', 'winter2026!!'],
]);

/** Why it may not be this person's password, as what follows the name of the field; undefined: it may. */
export function passwordProblem(password: string, email: string): string | undefined {
  const { length } = Array.from(password);
  if (length < shortest) return `must have at least ${String(shortest)} characters`;
  if (length > longest) return `must have at most ${String(longest)} characters`;
  const plain = password.toLowerCase();
  if (plain === email.toLowerCase()) return 'must not be the e-mail address';
  const isGuessed = commonest.has(plain) || new Set(plain).size < 4;
  return isGuessed ? 'is one that everybody tries first' : undefined;
}
