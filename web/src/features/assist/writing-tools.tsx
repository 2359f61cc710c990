import { Button, IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Writing } from './use-writing.ts';

const styles = ['shorter', 'friendlier', 'formal'] as const;

/** What the model can make of a draft. */
export function WritingTools({
  writing: { isWriting, putBack, start, stop },
  isEmpty,
  language,
}: {
  writing: Writing;
  isEmpty: boolean;
  /** The customer's, where it is known. */
  language: string | undefined;
}) {
  const t = useText();
  const locale = useLocale();
  if (isWriting) {
    return (
      <Button size="s" icon="close" onPress={stop}>
        {t('stopWriting')}
      </Button>
    );
  }
  return (
    <>
      <Menu
        label={t('rewriteDraft')}
        placement="top start"
        groups={[
          {
            title: t('rewriteDraft'),
            entries: styles.map((style) => ({
              id: style,
              label: t(`rewrite_${style}`),
              isDisabled: isEmpty,
              run: () => {
                start('rewrite', { style });
              },
            })),
          },
          {
            entries:
              language === undefined
                ? []
                : [
                    {
                      id: 'translate',
                      label: t('translateInto', { language: languageName(language, locale) }),
                      icon: 'globe',
                      isDisabled: isEmpty,
                      run: () => {
                        start('translation', { language });
                      },
                    },
                  ],
          },
        ]}
        trigger={<IconButton label={t('rewriteDraft')} icon="pen" />}
      />
      {putBack && (
        <Button size="s" icon="back" onPress={putBack}>
          {t('putBackDraft')}
        </Button>
      )}
    </>
  );
}
