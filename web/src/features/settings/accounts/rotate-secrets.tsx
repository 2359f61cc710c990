import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { ask } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { titles } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Account } from '../../../lib/types.ts';
import { Confirm } from '../confirm.tsx';
import { CopyField } from '../copy-field.tsx';
import { useSave } from '../use-save.ts';
import { accountKeys } from './account-queries.ts';
import { CredentialInputs } from './credential-inputs.tsx';
import { filled, platformForms, randomSecret } from './credentials.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** New secrets for old ones. What signs webhooks stays good beside the new one until somebody ends that. */
export function RotateSecrets({ account }: { account: Account }) {
  const t = useText();
  const { signing, hasWebhookSecret } = platformForms[account.platform];
  const [isOpen, setOpen] = useState(false);
  const [isEnding, setEnding] = useState(false);
  const end = useRotation(account, t('rotationEnded'));
  return (
    <section className={css('part')}>
      <header>
        <h3>{t('secrets')}</h3>
        {account.hasOldSecret && (
          <Chip tone="warn" icon="clock">
            {t('oldSecretGood')}
          </Chip>
        )}
      </header>
      <p className="faint">
        {t('secretsSet', { names: account.credentialNames.join(', ') || t('none') })}
      </p>
      <div className={css('buttons')}>
        {!isOpen && (
          <Button
            onPress={() => {
              setOpen(true);
            }}
          >
            {t('replaceSecrets')}
          </Button>
        )}
        {account.hasOldSecret && (
          <Button
            look="danger"
            onPress={() => {
              setEnding(true);
            }}
          >
            {t('endRotation')}
          </Button>
        )}
      </div>
      {isOpen && (
        <NewSecrets
          {...{ account, signing }}
          hasWebhookSecret={hasWebhookSecret === true || account.relay}
        />
      )}
      {isEnding && (
        <Confirm
          title={t('endRotation')}
          words={t('endRotationWords', { platform: titles[account.platform] })}
          action={t('endRotation')}
          onConfirm={() => {
            end.save({ rotation: 'end' });
          }}
          onClose={() => {
            setEnding(false);
          }}
        />
      )}
      {end.problem && <p className={css('problem')}>{end.problem}</p>}
    </section>
  );
}

const useRotation = (account: Account, said: string) =>
  useSave({
    run: (body: object) =>
      ask<Account>('PATCH', `/accounts/${account.id}`, { body, version: account.version }),
    refreshes: accountKeys,
    said,
  });

function NewSecrets({
  account,
  signing,
  hasWebhookSecret,
}: {
  account: Account;
  signing: string | undefined;
  hasWebhookSecret: boolean;
}) {
  const t = useText();
  const [values, setValues] = useState<Record<string, string>>({});
  const [secret, setSecret] = useState('');
  const { save, isPending, errorOf, problem } = useRotation(account, t('secretsReplaced'));
  const credentials = filled(values);
  const begins = secret !== '' || (signing !== undefined && credentials[signing] !== undefined);
  return (
    <>
      <div className={css('pairs')}>
        <CredentialInputs
          platform={account.platform}
          values={values}
          onChange={setValues}
          errorOf={errorOf}
          isReplacing
        />
      </div>
      {hasWebhookSecret &&
        (secret === '' ? (
          <div>
            <Button
              onPress={() => {
                setSecret(randomSecret());
              }}
            >
              {t('newWebhookSecret')}
            </Button>
          </div>
        ) : (
          <CopyField label={t('webhookSecret')} value={secret} help={t('copyBeforeSaving')} />
        ))}
      {begins && <p className="faint">{t('overlapHelp')}</p>}
      {problem && (
        <p className={css('problem')} role="alert">
          {problem}
        </p>
      )}
      <div className={css('buttons')}>
        <Button
          isDisabled={isPending || (Object.keys(credentials).length === 0 && secret === '')}
          onPress={() => {
            save({
              ...(Object.keys(credentials).length > 0 ? { credentials } : {}),
              ...(secret === '' ? {} : { webhookSecrets: [secret] }),
              ...(begins ? { rotation: 'begin' } : {}),
            });
          }}
        >
          {t('replaceSecrets')}
        </Button>
      </div>
    </>
  );
}
