/** Letters to the people of the desk, by the setting SMTP_URL. */
import { createTransport } from 'nodemailer';
import type { Config } from '../../runtime/config.ts';
import type { Logger } from '../../runtime/logger.ts';

export interface Letter {
  to: string;
  subject: string;
  text: string;
}

export interface Mailer {
  /** Resolves when a server has taken it; false, and why in the log, when none did. */
  send(letter: Letter): Promise<boolean>;
  /** Where nobody may wait for it: how long it takes would tell that there is a letter. */
  sendLater(letter: () => Promise<Letter | undefined>): void;
  close(): Promise<void>;
}

const withinMs = 10_000;

export function createMailer({ url, from }: NonNullable<Config['mail']>, logger: Logger): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: withinMs,
    greetingTimeout: withinMs,
    socketTimeout: withinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const underWay = new Set<Promise<unknown>>();
  const send = async (letter: Letter): Promise<boolean> => {
    try {
      await transport.sendMail({ from, ...letter });
      return true;
    } catch (error) {
      logger.error({ err: error }, 'a letter could not be sent');
      return false;
    }
  };
  return {
    send,
    sendLater(write) {
      const sending = write()
        .then((letter) => letter && send(letter))
        .catch((error: unknown) => {
          logger.error({ err: error }, 'a letter could not be written');
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    async close() {
      await Promise.all(underWay);
      transport.close();
    },
  };
}
