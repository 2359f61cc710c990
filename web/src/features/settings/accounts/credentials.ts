/** What each platform wants to know of an account, as docs/platforms describes it. */
import type { TextKey } from '../../../lib/text.ts';
import type { PlatformName } from '../../../lib/types.ts';

export interface CredentialField {
  name: string;
  label: TextKey;
  help?: TextKey;
  isRequired?: boolean;
  /** Shown while it is typed: it opens nothing by itself. */
  isPlain?: boolean;
}

export interface PlatformForm {
  /** What its `externalId` is. */
  idLabel: TextKey;
  idHelp: TextKey;
  fields: readonly CredentialField[];
  /** The credential that signs its webhooks; absent: a secret of one's own does, or nothing is sent to us. */
  signing?: string;
  /** Its webhook proves itself by a secret that we make up. */
  hasWebhookSecret?: boolean;
}

const appSecret = { name: 'appSecret', label: 'credAppSecret', isRequired: true } as const;

export const platformForms: Record<PlatformName, PlatformForm> = {
  facebook: {
    idLabel: 'idFacebook',
    idHelp: 'idFacebookHelp',
    signing: 'appSecret',
    fields: [
      { name: 'pageAccessToken', label: 'credPageToken', isRequired: true },
      { ...appSecret, help: 'credAppSecretHelp' },
    ],
  },
  instagram: {
    idLabel: 'idInstagram',
    idHelp: 'idInstagramHelp',
    signing: 'appSecret',
    fields: [
      { name: 'accessToken', label: 'credAccessToken', help: 'credInstagramTokenHelp' },
      { ...appSecret, help: 'credInstagramSecretHelp' },
      { name: 'pageAccessToken', label: 'credPageToken', help: 'credByFacebookHelp' },
      { name: 'pageId', label: 'credPageId', help: 'credByFacebookHelp', isPlain: true },
    ],
  },
  x: {
    idLabel: 'idX',
    idHelp: 'idXHelp',
    signing: 'consumerSecret',
    fields: [
      { name: 'accessToken', label: 'credAccessToken', isRequired: true },
      { name: 'consumerSecret', label: 'credConsumerSecret', isRequired: true },
      { name: 'bearerToken', label: 'credBearer', help: 'credBearerHelp' },
      { name: 'clientId', label: 'credClientId', help: 'credRenewHelp', isPlain: true },
      { name: 'clientSecret', label: 'credClientSecret', help: 'credRenewHelp' },
      { name: 'refreshToken', label: 'credRefresh', help: 'credRenewHelp' },
    ],
  },
  linkedin: {
    idLabel: 'idLinkedin',
    idHelp: 'idLinkedinHelp',
    signing: 'clientSecret',
    fields: [
      { name: 'accessToken', label: 'credAccessToken', isRequired: true },
      { name: 'clientSecret', label: 'credClientSecret', isRequired: true },
      { name: 'clientId', label: 'credClientId', help: 'credRenewHelp', isPlain: true },
      { name: 'refreshToken', label: 'credRefresh', help: 'credRenewHelp' },
      { name: 'applicationId', label: 'credApplication', help: 'credSubscribeHelp', isPlain: true },
      { name: 'personId', label: 'credPerson', help: 'credSubscribeHelp', isPlain: true },
    ],
  },
  bluesky: {
    idLabel: 'idBluesky',
    idHelp: 'idBlueskyHelp',
    fields: [
      { name: 'identifier', label: 'credHandle', isRequired: true, isPlain: true },
      {
        name: 'appPassword',
        label: 'credAppPassword',
        help: 'credAppPasswordHelp',
        isRequired: true,
      },
    ],
  },
  telegram: {
    idLabel: 'idTelegram',
    idHelp: 'idTelegramHelp',
    hasWebhookSecret: true,
    fields: [
      { name: 'botToken', label: 'credBotToken', help: 'credBotTokenHelp', isRequired: true },
    ],
  },
};

/** Platforms that ask for a word of ours before they send anything. */
export const wantsVerifyToken = (platform: PlatformName): boolean =>
  platform === 'facebook' || platform === 'instagram';

/** What nobody guesses, of characters that every platform takes. */
export function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What was filled in. */
export const filled = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const kept = value.trim();
      return kept === '' ? [] : [[name, kept]];
    }),
  );
