/** What Meta refuses for good, in words an agent can act on (docs: Messenger Platform, error codes, June 2026). */

export interface Refusal {
  code: string;
  message: string;
}

/** By `code/subcode`, then by `code`; 368 and 551 from samples. */
export function refusalsOf(title: string): ReadonlyMap<string, Refusal> {
  const windowClosed: Refusal = {
    code: 'window_closed',
    message: `${title}’s window for replies has closed. It opens again when the customer writes; until then use another way to reach them.`,
  };
  const userGone: Refusal = {
    code: 'user_gone',
    message: `This customer cannot receive messages on ${title} any more. Use another way to reach them.`,
  };
  const noPermission: Refusal = {
    code: 'no_permission',
    message: `${title} does not let this account do that. Ask an administrator to check the app’s permissions.`,
  };
  const restricted: Refusal = {
    code: 'restricted',
    message: `${title} has restricted this account’s messaging. Ask an administrator to look at its support inbox.`,
  };
  const gone: Refusal = {
    code: 'post_gone',
    message: `${title} does not have this comment any more, so it cannot be answered there.`,
  };
  const attachmentFailed = (why: string): Refusal => ({
    code: 'attachment_failed',
    message: `${title} did not take the attachment: ${why}. Send it in another form.`,
  });
  return new Map([
    ['10/2018278', windowClosed],
    ['10/2534022', windowClosed],
    ['10/2018065', noPermission],
    ['10/2018108', userGone],
    ['10/1893063', restricted],
    [
      '10/2534077',
      {
        code: 'no_permission',
        message: `${title} says that the account and its Page are not linked any more. Ask an administrator to link them and to connect the account again.`,
      },
    ],
    ['10', noPermission],
    ['100/33', gone],
    ['100/2018001', userGone],
    ['100/2534014', userGone],
    ['100/2018008', attachmentFailed('it could not fetch the file')],
    ['100/2018047', attachmentFailed('the file is of another type than it says')],
    ['100/2018109', attachmentFailed('the file is too large')],
    ['100/2018294', attachmentFailed('the video is longer than 75 seconds')],
    [
      '100/2534015',
      { code: 'rejected', message: `${title} cannot read the message. Write it otherwise.` },
    ],
    ['100/2534025', gone],
    [
      '100/2534029',
      {
        code: 'blocked',
        message: `The customer has blocked this account on ${title}. Use another way to reach them.`,
      },
    ],
    [
      '100/2534037',
      {
        code: 'thread_elsewhere',
        message: 'Another app handles this conversation at the moment. Answer there.',
      },
    ],
    ['200/1545041', userGone],
    [
      '200/2534041',
      {
        code: 'no_permission',
        message: `The owner of the account does not let apps see its messages. Switch that on in ${title}’s settings.`,
      },
    ],
    ['200', noPermission],
    ['368', restricted],
    ['551', userGone],
    ['9010', userGone],
    ['9000001', { code: 'rejected', message: 'The message this belongs to was deleted.' }],
    [
      '10900',
      {
        code: 'already_answered',
        message: 'This comment was answered in private before; that goes once only.',
      },
    ],
  ]);
}
