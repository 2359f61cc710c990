/** What a Page's token takes (docs: Pages API and Messenger Platform, permissions). */
export const pagePermissions = {
  messages: 'pages_messaging',
  reading: 'pages_read_user_content',
  answering: 'pages_manage_engagement',
  subscribing: 'pages_manage_metadata',
  blocking: 'pages_messaging',
} as const;

/** As `GET /me/permissions` lists them. */
export const allPagePermissions = [
  ...new Set([...Object.values(pagePermissions), 'pages_read_engagement']),
];
