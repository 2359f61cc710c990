/** Posts, organizations, their administrators, people. */
import type { Answer } from '../answer.ts';
import { ok, type LinkedInCall } from './call.ts';
import { badField, badQuery, notAllowed, notFound } from './errors.ts';
import { actorUrn, memberUrn, organizationUrn, shareOf } from './names.ts';
import { decodedPath, keyIn, pageIn, paged, valueIn } from './request.ts';

/** `GET /posts/{urn}`: by the names of shares; of one's own organization. */
export function getPost({ world, account, request }: LinkedInCall): Answer {
  const urn = decodedPath(request.segments[1]);
  if (!/^urn:li:(share|ugcPost):\d+$/.test(urn)) {
    throw badField('id', `${urn} is neither a share nor a ugcPost`);
  }
  const post = world.post('linkedin', account.externalId, shareOf(urn) ?? urn);
  if (post === undefined) throw notFound(urn);
  if (post.author !== account.externalId) throw notAllowed('posts.GET of others’ posts');
  return ok({
    id: post.id,
    author: actorUrn(account, post.author),
    commentary: littleText(post.text),
    createdAt: post.at,
    publishedAt: post.at,
    lastModifiedAt: post.at,
    lifecycleState: 'PUBLISHED',
    lifecycleStateInfo: { isEditedByAuthor: false },
    visibility: 'PUBLIC',
    distribution: {
      feedDistribution: 'MAIN_FEED',
      targetEntities: [],
      thirdPartyDistributionChannels: [],
    },
    isReshareDisabledByAuthor: false,
  });
}

/** "Little text": what means something there is escaped. */
const littleText = (text: string) => text.replace(/[|{}@[\]()<>#*_~\\]/g, String.raw`\$&`);

/** `GET /images/{urn}`: where it can be had for a while. */
export function getImage({ world, account, request, origin }: LinkedInCall): Answer {
  const urn = decodedPath(request.segments[1]);
  const [, fileId = ''] = /^urn:li:image:([\w-]+)$/.exec(urn) ?? [];
  if (fileId === '') throw badField('id', `${urn} is no image`);
  const file = world.tables.files.get(fileId);
  if (file?.account !== account.externalId) throw notFound(urn);
  return ok({
    ...{ id: urn, owner: organizationUrn(account), status: 'AVAILABLE' },
    downloadUrl: `${origin}/sandbox/media/${fileId}?e=${String(world.now() + 3_600_000)}`,
    downloadUrlExpiresAt: world.now() + 3_600_000,
  });
}

/** `GET /organizations/{id}`: all of one's own. */
export function getOrganization({ account, request }: LinkedInCall): Answer {
  const id = decodedPath(request.segments[1]);
  if (!/^\d{1,19}$/.test(id)) throw badField('id', 'not a number');
  if (id !== account.externalId) throw notAllowed('organizations.GET of others’ organizations');
  return ok({
    id: Number(id),
    $URN: organizationUrn(account),
    localizedName: account.name,
    name: {
      localized: { en_US: account.name },
      preferredLocale: { country: 'US', language: 'en' },
    },
    vanityName: account.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    primaryOrganizationType: 'NONE',
  });
}

/** `GET /organizationAcls?q=roleAssignee`: where the member of the token has which role. */
export function listRoles({ account, grant, request }: LinkedInCall): Answer {
  if (valueIn(request, 'q') !== 'roleAssignee') throw badQuery('q');
  const [role, state] = [request.query.get('role'), request.query.get('state')];
  const isAsked =
    (role === undefined || role === grant.role) && (state === undefined || state === 'APPROVED');
  const own = {
    role: grant.role,
    state: 'APPROVED',
    organization: organizationUrn(account),
    roleAssignee: memberUrn(account),
  };
  return ok(paged(isAsked ? [own] : [], pageIn(request)));
}

/** `GET /people/(id:{id})`: names are for approved partners. */
export function getPerson({ world, grant, request, origin }: LinkedInCall): Answer {
  const { id = '' } = keyIn(request.segments[1] ?? '', ['id']);
  if (!grant.settings.seesPeople) throw notAllowed('people.GET');
  const person = world.customer('linkedin', `urn:li:person:${id}`);
  if (person === undefined) throw notFound(`urn:li:person:${id}`);
  const [first = '', ...rest] = person.name.split(' ');
  return ok({
    id,
    localizedFirstName: first,
    localizedLastName: rest.join(' '),
    ...(person.handle !== undefined && { vanityName: person.handle }),
    profilePicture: { displayImage: `${origin}/sandbox/media/avatars/${id}` },
  });
}
