/** What is written to those who get a link. */
import type { Letter } from './mail.ts';
import type { Link } from './links.ts';

interface About {
  to: string;
  name: string;
  workspace: string;
  link: Link;
}

export const invitationLetter = ({ to, name, workspace, link }: About): Letter => ({
  to,
  subject: `Your place at ${workspace}`,
  text: `Hello ${name},

you have been invited to ${workspace}. Choose a password here, and you are in:

${link.url}

The link works once, until ${when(link.expiresAt)}.
`,
});

export const resetLetter = ({ to, name, workspace, link }: About): Letter => ({
  to,
  subject: `A new password for ${workspace}`,
  text: `Hello ${name},

somebody, you we hope, has asked for a new password for ${workspace}. Choose it here:

${link.url}

The link works once, until ${when(link.expiresAt)}. If it was not you, there is nothing to do: your password is still good.
`,
});

const when = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
