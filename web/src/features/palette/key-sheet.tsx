import { changeAppearance, appearance } from '../../app/appearance.ts';
import { overlay } from '../../app/overlays.ts';
import { Key } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Switch } from '../../components/field.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useStore } from '../../lib/store.ts';
import { useText } from '../../lib/text.ts';
import { shownKeys, useAllActions } from './actions.ts';
import styles from './key-sheet.module.css';

const css = classesOf(styles);

/** `?`: the keys that work at the moment. */
export function KeySheet() {
  const t = useText();
  const { hasShortcuts } = useStore(appearance);
  const actions = useAllActions().filter(({ keys }) => keys !== undefined);
  const groups = Object.entries(Object.groupBy(actions, ({ group }) => group));
  return (
    <Dialog
      title={t('keyboardShortcuts')}
      size="l"
      onClose={() => {
        overlay.set(undefined);
      }}
    >
      <Switch
        label={t('singleKeys')}
        help={t('singleKeysHelp')}
        isOn={hasShortcuts}
        onChange={(isOn) => {
          changeAppearance({ hasShortcuts: isOn });
        }}
      />
      <div className={css('sheet')}>
        {groups.map(([group, some = []]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {some.map(({ id, label, keys = '' }) => (
                <div key={id}>
                  <dt>{label}</dt>
                  <dd>
                    <Key keys={shownKeys(keys)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
