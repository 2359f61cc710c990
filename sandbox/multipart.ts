/** One part of a multipart/form-data body; `fileName` is there for files only. */
export interface Part {
  name: string;
  fileName?: string;
  mimeType: string;
  bytes: Buffer;
}

/** The parts of a body, or undefined when it is not one. */
export function parseMultipart(body: Buffer, contentType: string): Part[] | undefined {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // So that the first delimiter, which has no line break before it, is found like the others.
  const text = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Part[] = [];
  let start = text.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length;
    if (text.subarray(from, from + 2).toString() === '--') return parts;
    const end = text.indexOf(delimiter, from);
    const part = end < 0 ? undefined : parsePart(text.subarray(from, end));
    if (part === undefined) return undefined;
    parts.push(part);
    start = end;
  }
  return undefined;
}

function parsePart(part: Buffer): Part | undefined {
  const split = part.indexOf('\r\n\r\n');
  const head = part.subarray(0, split).toString('utf8');
  const disposition = /content-disposition:\s*form-data;([^\r\n]*)/i.exec(head)?.[1] ?? '';
  const name = parameter(disposition, 'name');
  if (split < 0 || name === undefined) return undefined;
  const fileName = parameter(disposition, 'filename');
  return {
    name,
    ...(fileName !== undefined && { fileName }),
    mimeType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
    bytes: part.subarray(split + 4),
  };
}

function parameter(disposition: string, name: string): string | undefined {
  const [, quoted, bare] =
    new RegExp(`(?:^|[;\\s])${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(disposition) ?? [];
  return quoted ?? bare;
}
