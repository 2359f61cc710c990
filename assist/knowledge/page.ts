/** A web page as Markdown: its main part, without what stands around it. */
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { plain } from '../../runtime/rows.ts';
import { articleLimits } from './article-file.ts';

export interface PageText {
  title: string;
  /** ISO 639-1, as the page says it. */
  language?: string;
  /** Markdown; links are whole, pictures are left out. */
  body: string;
  /** There was more than an article may hold. */
  isCut: boolean;
}

const html = unified().use(rehypeParse);
const markdown = unified()
  .use(rehypeRemark)
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', emphasis: '_', rule: '-' });

type Root = ReturnType<typeof html.parse>;
type Node = Root | Root['children'][number];
type Element = Extract<Node, { type: 'element' }>;

/** @param url where it stands: what its links are meant from */
export function readPage(page: string, url: string): PageText {
  const tree = html.parse(page);
  const all = elementsIn(tree);
  const { lang } = find(all, 'html')?.properties ?? {};
  const language = typeof lang === 'string' ? /^[a-z]{2,3}/i.exec(lang)?.[0] : undefined;
  const main =
    all.find((it) => it.tagName === 'main' || it.properties['role'] === 'main') ??
    find(all, 'article') ??
    find(all, 'body');
  const content: Root = { type: 'root', children: main ? kept(main, url).children : [] };
  const heading = find(elementsIn(content), 'h1');
  const title = wordsOf(heading ?? find(all, 'title'));
  const text = markdown.stringify(markdown.runSync(content));
  return {
    title: plain(title).slice(0, articleLimits.title),
    ...(language !== undefined && { language: language.toLowerCase() }),
    ...cut(plain(withoutTitle(text, title)).trim()),
  };
}

const find = (elements: readonly Element[], name: string): Element | undefined =>
  elements.find(({ tagName }) => tagName === name);

/** All below it, in their order. Not by recursion: a page may be nested as deep as its author likes. */
function elementsIn(root: Node): Element[] {
  const found: Element[] = [];
  const open: Node[] = [root];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'element') found.push(next);
    if ('children' in next) open.push(...next.children.toReversed());
  }
  return found;
}

/** What a page has for finding one's way in it, and what acts or only shows. */
const around = new Set(
  `script style noscript template iframe object embed nav footer aside form button input select textarea svg canvas
   img picture video audio dialog menu`.split(/\s+/),
);

/** A copy of an element without what stands around its words; its links lead to the web or nowhere. */
function kept(element: Element, url: string): Element {
  const children = element.children.flatMap((child): Element['children'] => {
    if (child.type === 'comment') return [];
    if (child.type !== 'element') return [child];
    const { hidden, ariaHidden } = child.properties;
    // An article's own header holds its title.
    const isAround =
      around.has(child.tagName) || (child.tagName === 'header' && element.tagName === 'body');
    if (isAround || hidden === true || ariaHidden === 'true') return [];
    return [kept(child, url)];
  });
  const properties: Element['properties'] = {};
  const { href } = element.properties;
  const to = typeof href === 'string' ? URL.parse(href, url) : null;
  if (to && /^(?:https?|mailto|tel):$/.test(to.protocol)) properties['href'] = to.href;
  const isLink = element.tagName === 'a';
  return {
    ...element,
    tagName: isLink && properties['href'] === undefined ? 'span' : element.tagName,
    properties,
    children,
  };
}

function wordsOf(element: Element | undefined): string {
  if (!element) return '';
  const words: string[] = [];
  const open: Node[] = [element];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'text') words.push(next.value);
    if ('children' in next) open.push(...next.children.toReversed());
  }
  return words.join('').replaceAll(/\s+/g, ' ').trim();
}

/** The title has a field of its own. */
function withoutTitle(text: string, title: string): string {
  const [first = '', ...rest] = text.trimStart().split('\n');
  return /^# /.test(first) && title !== '' ? rest.join('\n') : text;
}

/** As much as an article may hold, up to the end of a paragraph. */
export function cut(body: string): Pick<PageText, 'body' | 'isCut'> {
  if (body.length <= articleLimits.body) return { body, isCut: false };
  const short = body.slice(0, articleLimits.body);
  return { body: short.slice(0, Math.max(short.lastIndexOf('\n\n'), 1)).trim(), isCut: true };
}
