import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Switch, TextField } from '../../../components/field.tsx';
import { post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { titles } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Account, PlatformName } from '../../../lib/types.ts';
import { Editor } from '../editor.tsx';
import { useSave } from '../use-save.ts';
import type { FreshSecrets } from './account-dialog.tsx';
import { accountKeys } from './account-queries.ts';
import { CredentialInputs } from './credential-inputs.tsx';
import { filled, platformForms, randomSecret, wantsVerifyToken } from './credentials.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

interface Props {
  onClose: () => void;
  onConnected: (account: Account, fresh: FreshSecrets) => void;
}

/** First which platform, then what it wants to know; what it answers is shown when the account is there. */
export function ConnectDialog({ onClose, onConnected }: Props) {
  const t = useText();
  const [platform, setPlatform] = useState<PlatformName>();
  if (platform)
    return (
      <Credentials
        platform={platform}
        onBack={() => {
          setPlatform(undefined);
        }}
        {...{ onClose, onConnected }}
      />
    );
  return (
    <Dialog title={t('connectAccount')} onClose={onClose}>
      <p className="muted">{t('choosePlatform')}</p>
      <ul className={css('cards')}>
        {(Object.keys(titles) as PlatformName[]).map((name) => (
          <li key={name}>
            <button
              type="button"
              onClick={() => {
                setPlatform(name);
              }}
            >
              <i style={{ background: `var(--${name})` }} aria-hidden="true" />
              <span>
                <b>{titles[name]}</b>
                <small>{t(`platformIs_${name}`)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Credentials({
  platform,
  onBack,
  onClose,
  onConnected,
}: Props & { platform: PlatformName; onBack: () => void }) {
  const t = useText();
  const form = platformForms[platform];
  const [name, setName] = useState('');
  const [externalId, setExternalId] = useState('');
  const [credentials, setCredentials] = useState<Record<string, string>>({});
  const [baseUrl, setBaseUrl] = useState('');
  const [isRelay, setRelay] = useState(false);
  // Made here once, shown afterwards: the desk never tells them again.
  const [fresh] = useState<FreshSecrets>(() => ({
    ...(wantsVerifyToken(platform) ? { verifyToken: randomSecret() } : {}),
    ...(form.hasWebhookSecret ? { webhookSecret: randomSecret() } : {}),
  }));
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      post<Account>('/accounts', {
        platform,
        name: name.trim(),
        externalId: externalId.trim(),
        ...(baseUrl.trim() === '' ? {} : { baseUrl: baseUrl.trim() }),
        ...(isRelay ? { relay: true } : {}),
        credentials: {
          ...filled(credentials),
          ...(fresh.verifyToken ? { verifyToken: fresh.verifyToken } : {}),
        },
        webhookSecrets: fresh.webhookSecret ? [fresh.webhookSecret] : [],
      }),
    refreshes: accountKeys,
    onSaved: (account) => {
      onConnected(account, fresh);
    },
  });
  const change = (values: Record<string, string>) => {
    setCredentials(values);
    // A bot's token begins with its id.
    const id = /^(\d+):/.exec(values['botToken'] ?? '')?.[1];
    if (platform === 'telegram' && id && externalId === '') setExternalId(id);
  };
  return (
    <Editor
      title={t('connectTo', { platform: titles[platform] })}
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      saveLabel={isPending ? t('askingPlatform', { platform: titles[platform] }) : t('connect')}
      isReady={name.trim() !== '' && externalId.trim() !== ''}
      state={{ isPending, problem }}
    >
      <div>
        <Button size="s" look="quiet" icon="back" onPress={onBack}>
          {t('anotherPlatform')}
        </Button>
      </div>
      <TextField
        label={t('name')}
        value={name}
        onChange={setName}
        help={t('accountNameHelp')}
        error={errorOf('name')}
        isRequired
        autoFocus
      />
      <CredentialInputs
        platform={platform}
        values={credentials}
        onChange={change}
        errorOf={errorOf}
      />
      <TextField
        label={t(form.idLabel)}
        value={externalId}
        onChange={setExternalId}
        help={t(form.idHelp)}
        error={errorOf('externalId')}
        isRequired
      />
      {errorOf('features') && (
        <p className={css('problem')} role="alert">
          {errorOf('features')}
        </p>
      )}
      <details className={css('more')}>
        <summary>{t('rarelyNeeded')}</summary>
        <TextField
          label={t('apiAddress')}
          type="url"
          value={baseUrl}
          onChange={setBaseUrl}
          help={t('apiAddressHelp')}
          error={errorOf('baseUrl')}
        />
        <Switch label={t('relay')} help={t('relayHelp')} isOn={isRelay} onChange={setRelay} />
      </details>
    </Editor>
  );
}
