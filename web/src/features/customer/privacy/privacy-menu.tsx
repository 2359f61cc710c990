/** What is done with a person's data as a whole: given out, or taken away. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../../app/session.ts';
import { IconButton } from '../../../components/button.tsx';
import { Menu, type MenuEntry } from '../../../components/menu.tsx';
import { say, sayProblem } from '../../../components/toasts.tsx';
import { post } from '../../../lib/api.ts';
import { useText } from '../../../lib/text.ts';
import type { Customer } from '../../../lib/types.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { exportsKey } from './privacy-queries.ts';

export function PrivacyMenu({ customer }: { customer: Customer }) {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const [isErasing, setErasing] = useState(false);
  if (customer.erasedAt !== undefined) return null;
  const entries: (MenuEntry | false)[] = [
    may('customers.export') && {
      id: 'export',
      label: t('exportData'),
      icon: 'download',
      run: () => {
        post(`/customers/${customer.id}/export`).then(() => {
          say(t('exportBegun'));
          void queries.invalidateQueries({ queryKey: exportsKey });
        }, sayProblem);
      },
    },
    may('customers.erase') && {
      id: 'erase',
      label: t('eraseData'),
      icon: 'trash',
      isDanger: true,
      run: () => {
        setErasing(true);
      },
    },
  ];
  const offered = entries.filter((it) => it !== false);
  if (offered.length === 0) return null;
  return (
    <>
      <Menu
        trigger={<IconButton label={t('customerMenu')} icon="more" size="s" />}
        label={t('customerMenu')}
        groups={[{ entries: offered }]}
      />
      {isErasing && (
        <EraseDialog
          customer={customer}
          onClose={() => {
            setErasing(false);
          }}
        />
      )}
    </>
  );
}
