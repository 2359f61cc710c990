import { Icon } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Attachment } from '../../lib/types.ts';
import styles from './thread.module.css';

const css = classesOf(styles);

/** Pictures are shown, all else can be downloaded; what is not here says why. */
export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <div className={css('files')}>
      {attachments.map((attachment, index) => (
        <One key={attachment.fileId ?? index} attachment={attachment} />
      ))}
    </div>
  );
}

const shownTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

function One({ attachment }: { attachment: Attachment }) {
  const t = useText();
  const locale = useLocale();
  const { kind, name, url, fileId, status, mimeType = '', size, reason } = attachment;
  const title = name ?? t(`kind_${kind}`);
  if (fileId !== undefined && status !== 'stored') {
    return (
      <span className={css('file', 'missing')}>
        <Icon
          name={status === 'waiting' || status === 'arriving' ? 'clock' : 'warning'}
          size={16}
        />
        <span className="ellipsis">
          {title}
          <small>
            {status === 'waiting' || status === 'arriving'
              ? t('fileArriving')
              : t('fileMissing', { reason: reason ?? '' })}
          </small>
        </span>
      </span>
    );
  }
  if (fileId !== undefined && url !== undefined && shownTypes.includes(mimeType)) {
    return (
      <a href={url} className={css('picture')} target="_blank" rel="noreferrer">
        <img src={`${url}?inline=1`} alt={title} loading="lazy" />
      </a>
    );
  }
  if (fileId === undefined) {
    // A place, a contact, a link: what the platform gave, which may lead anywhere.
    const isWeb = url !== undefined && /^https?:\/\//.test(url);
    return (
      <span className={css('file')}>
        <Icon name="link" size={16} />
        {isWeb ? (
          <a href={url} className="ellipsis" target="_blank" rel="noreferrer noopener nofollow">
            {name ?? url}
          </a>
        ) : (
          <span className="ellipsis">{title}</span>
        )}
      </span>
    );
  }
  return (
    <a href={url} className={css('file')} download>
      <Icon name="file" size={16} />
      <span className="ellipsis">
        {title}
        {size !== undefined && <small>{sizeOf(size, locale)}</small>}
      </span>
    </a>
  );
}

export function sizeOf(bytes: number, locale: string): string {
  const write = (value: number, unit: string, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  if (bytes < 1024) return write(bytes, 'byte', 0);
  if (bytes < 1024 ** 2) return write(bytes / 1024, 'kilobyte', 0);
  return write(bytes / 1024 ** 2, 'megabyte', 1);
}
