/** The same person elsewhere: who said so, when and why; linked and taken apart by hand. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Avatar } from '../../components/avatar.tsx';
import { IconButton } from '../../components/button.tsx';
import { say } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { atHandle, customerName } from '../../lib/customer-name.ts';
import { titles, useAgents } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { dayOf, useNow } from '../../lib/time.ts';
import type { Customer } from '../../lib/types.ts';
import { ConfirmChange } from './confirm-change.tsx';
import { LinkDialog } from './link-dialog.tsx';
import styles from './customer.module.css';

const css = classesOf(styles);

type Identity = Customer['identities'][number];

export function Identities({ customer }: { customer: Customer }) {
  const t = useText();
  const may = useMay();
  const [isLinking, setLinking] = useState(false);
  const [leaving, setLeaving] = useState<Identity>();
  const { identities } = customer;
  const works = may('conversations.work');
  if (identities.length === 0 && !works) return null;
  const nameIn = (it: Identity) => `${customerName(it, t)} (${titles[it.platform]})`;
  return (
    <section className={css('card')} aria-label={t('alsoKnownAs')}>
      <h3>
        {t('alsoKnownAs')}
        {works && (
          <IconButton
            label={t('linkAnother')}
            icon="plus"
            size="s"
            onPress={() => {
              setLinking(true);
            }}
          />
        )}
      </h3>
      {identities.length === 0 && <p className="faint">{t('noIdentities')}</p>}
      <ul>
        {identities.map((identity) => (
          <li key={identity.id} className={css('identity')}>
            <Avatar
              name={customerName(identity, t)}
              id={identity.id}
              platform={identity.platform}
              size={28}
            />
            <span className="grow">
              <Link to="/customers" search={{ customer: identity.id }} className="ellipsis">
                <bdi>{customerName(identity, t)}</bdi>
              </Link>
              <small className="muted">
                {[titles[identity.platform], atHandle(identity.handle)].filter(Boolean).join(', ')}
              </small>
              <Why identity={identity} />
            </span>
            {works && (
              <IconButton
                label={t('unlinkWhat', { name: nameIn(identity) })}
                icon="unlink"
                size="s"
                onPress={() => {
                  setLeaving(identity);
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {isLinking && (
        <LinkDialog
          customer={customer}
          onClose={() => {
            setLinking(false);
          }}
        />
      )}
      {leaving && (
        <ConfirmChange
          title={t('unlinkWhat', { name: nameIn(leaving) })}
          words={t('unlinkWords', { name: customerName(leaving, t) })}
          action={t('unlink')}
          run={() => post(`/customers/${leaving.id}/unlink`)}
          onDone={() => {
            say(t('unlinkedNow'));
          }}
          onClose={() => {
            setLeaving(undefined);
          }}
        />
      )}
    </section>
  );
}

function Why({ identity: { linkedBy, linkedAt, linkedByAgentId } }: { identity: Identity }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const agents = useAgents();
  if (!linkedBy) return null;
  const who =
    linkedByAgentId === undefined
      ? t('integration')
      : (agents.find(({ id }) => id === linkedByAgentId)?.name ?? t('colleague'));
  return (
    <small className="faint">
      {linkedAt === undefined
        ? t(`linkedBy_${linkedBy}`)
        : t(`linkedOn_${linkedBy}`, { who, day: dayOf(linkedAt, locale, now) })}
    </small>
  );
}
