/** Told by whoever marks as unread, so that the pane that shows it does not read it again at once. */
export const markedUnread = new Set<string>();
