import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { classesOf } from '../../lib/classes.ts';
import styles from './knowledge.module.css';

const css = classesOf(styles);

/**
 * An article as it reads. Its HTML is left out, links leave nothing of ours behind, and pictures are not fetched: an article may hold
 * what somebody else wrote.
 */
export function ArticleText({ children }: { children: string }) {
  return (
    <div className={css('article')} dir="auto">
      <Markdown
        remarkPlugins={[remarkGfm]}
        skipHtml
        components={{
          h1: 'h3',
          h2: 'h4',
          h3: 'h5',
          h4: 'h6',
          h5: 'h6',
          a: ({ href, children: words }) => (
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
              {words}
            </a>
          ),
          img: ({ alt, src }) => (
            <span className="faint">[{alt === undefined || alt === '' ? String(src) : alt}]</span>
          ),
        }}
      >
        {children}
      </Markdown>
    </div>
  );
}
