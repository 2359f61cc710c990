/**
 * A CRM's own words, as they may stand in a log and in a workflow's history: short, on one line, and without what identifies a
 * person or opens a door. CRMs like to repeat the value that they refuse.
 */
export const inItsWords = (text: string): string =>
  text
    .replace(/\bBearer\s+\S+/gi, 'Bearer …')
    .replace(/[^\s"'<>=:,;()[\]{}]+@[^\s"'<>=,;()[\]{}]+/g, '(an e-mail address)')
    .replace(/\b(?=[\w!.-]*\d)[\w!.-]{32,}/g, '(a long word)')
    .replace(/\+\d[\d ()/-]{5,}\d/g, '(a phone number)')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
