import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../../app/session.ts';
import { Switch } from '../../../components/field.tsx';
import { agentsQuery } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LinkDialog, type SentLink } from './link-dialog.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { PersonRow } from './person-row.tsx';
import { SessionsDialog } from './sessions-dialog.tsx';

type Open =
  | { is: 'invite' }
  | { is: 'edit' | 'sessions'; id: string }
  | { is: 'link'; link: SentLink; name: string };

/** Who works here: roles, teams, skills, and the ways in. */
export function PeopleSection() {
  const t = useText();
  const may = useMay();
  const agents = useQuery(agentsQuery);
  const [open, setOpen] = useState<Open>();
  const [showsFormer, setShowsFormer] = useState(false);
  const close = () => {
    setOpen(undefined);
  };
  const showLink = (link: SentLink, name: string) => {
    setOpen({ is: 'link', link, name });
  };
  const shown = open && 'id' in open ? agents.data?.find(({ id }) => id === open.id) : undefined;
  const hasFormer = agents.data?.some(({ active }) => !active) ?? false;
  return (
    <Section
      title={t('people')}
      intro={t('peopleIntro')}
      action={
        may('people.invite') && (
          <NewButton
            label={t('invite')}
            onPress={() => {
              setOpen({ is: 'invite' });
            }}
          />
        )
      }
    >
      <Listed query={agents} icon="people" empty={t('nobodyHere')}>
        {(rows) => (
          <Table
            label={t('people')}
            heads={[
              t('name'),
              t('role'),
              t('team'),
              t('skills'),
              t('inHand'),
              t('availability'),
              '',
            ]}
          >
            {rows
              .filter(({ active }) => active || showsFormer)
              .map((agent) => (
                <PersonRow
                  key={agent.id}
                  agent={agent}
                  onLink={showLink}
                  onOpen={(is) => {
                    setOpen({ is, id: agent.id });
                  }}
                />
              ))}
          </Table>
        )}
      </Listed>
      {hasFormer && <Switch label={t('showFormer')} isOn={showsFormer} onChange={setShowsFormer} />}
      {open?.is === 'invite' && <InviteDialog onClose={close} onInvited={showLink} />}
      {open?.is === 'link' && <LinkDialog link={open.link} name={open.name} onClose={close} />}
      {open?.is === 'edit' && shown && (
        <PersonDialog key={shown.version} agent={shown} onClose={close} />
      )}
      {open?.is === 'sessions' && shown && <SessionsDialog agent={shown} onClose={close} />}
    </Section>
  );
}
