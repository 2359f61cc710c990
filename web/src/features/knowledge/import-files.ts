/** Markdown files of this machine, as texts. */
export interface TextFile {
  path: string;
  content: string;
}

const isMarkdown = (path: string): boolean =>
  /\.(?:md|markdown)$/i.test(path) && !/(?:^|\/)[._]/.test(path);

/** @returns none when nothing was chosen */
export function chooseFiles(isFolder: boolean): Promise<TextFile[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  if (isFolder) input.webkitdirectory = true;
  else input.accept = '.md,.markdown';
  return new Promise((resolve) => {
    input.onchange = () => {
      resolve(textsOf([...(input.files ?? [])]));
    };
    input.oncancel = () => {
      resolve([]);
    };
    input.click();
  });
}

const textsOf = (files: readonly File[]): Promise<TextFile[]> =>
  Promise.all(
    files
      .map((file) => ({ file, path: within(file) }))
      .filter(({ path }) => isMarkdown(path))
      .map(async ({ file, path }) => ({ path, content: await file.text() })),
  );

/** The chosen folder itself is not part of what its files are called. */
const within = ({ webkitRelativePath, name }: File): string =>
  webkitRelativePath === '' ? name : webkitRelativePath.split('/').slice(1).join('/');

/** The API takes so much at once; what is larger than that alone is refused by it, with the reason. */
const batchBytes = 180_000;
const batchFiles = 50;

export function inBatches(files: readonly TextFile[]): TextFile[][] {
  const batches: TextFile[][] = [];
  let size = 0;
  for (const file of files) {
    const bytes = new TextEncoder().encode(JSON.stringify(file)).length;
    const last = batches.at(-1);
    if (!last || size + bytes > batchBytes || last.length >= batchFiles) {
      batches.push([file]);
      size = bytes;
    } else {
      last.push(file);
      size += bytes;
    }
  }
  return batches;
}
