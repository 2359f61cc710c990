/** Which address shows what. The address bar holds the state: a view, its filters, the conversation. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { isProblem } from '../lib/api.ts';
import { openDraftsOf } from '../features/composer/draft-store.ts';
import { InboxPage } from '../features/inbox/inbox-page.tsx';
import { assistReportSearchFrom } from '../features/assist-report/search.ts';
import { customersSearchFrom } from '../features/customer/search.ts';
import { inboxSearchFrom } from '../features/inbox/filter.ts';
import { knowledgeSearchFrom } from '../features/knowledge/search.ts';
import { wallboardSearchFrom } from '../features/wallboard/search.ts';
import { SignInPage } from '../features/sign-in/sign-in-page.tsx';
import { Failure } from '../components/states.tsx';
import { partOf } from '../lib/parts.ts';
import { queries } from './queries.ts';
import { sessionQuery } from './session.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => ({
    ...(typeof search['back'] === 'string' ? { back: search['back'] } : {}),
    ...(typeof search['problem'] === 'string' ? { problem: search['problem'] } : {}),
  }),
  component: SignInPage,
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(
    partOf(() => import('../features/sign-in/welcome-page.tsx')),
    'WelcomePage',
  ),
});

const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  component: Shell,
  async beforeLoad({ location }) {
    try {
      const { agent } = await queries.query({ ...sessionQuery, staleTime: 'static' });
      openDraftsOf(agent.id);
    } catch (error) {
      if (!isProblem(error, 'unauthenticated')) throw error;
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to go elsewhere
      throw redirect({ to: '/sign-in', search: { back: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => desk,
  path: '/',
  beforeLoad() {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to go elsewhere
    throw redirect({ to: '/inbox/$view', params: { view: 'mine' }, search: {} });
  },
});

const inbox = createRoute({
  getParentRoute: () => desk,
  path: '/inbox/$view',
  validateSearch: inboxSearchFrom,
  component: InboxPage,
});

const conversation = createRoute({
  getParentRoute: () => inbox,
  path: '/$conversationId',
});

const scheduled = createRoute({
  getParentRoute: () => desk,
  path: '/inbox/scheduled',
  validateSearch: (search: Record<string, unknown>) =>
    search['everybody'] === true || search['everybody'] === 'true' ? { everybody: true } : {},
  component: lazyRouteComponent(
    partOf(() => import('../features/scheduled/scheduled-page.tsx')),
    'ScheduledPage',
  ),
});

const customers = createRoute({
  getParentRoute: () => desk,
  path: '/customers',
  validateSearch: customersSearchFrom,
  component: lazyRouteComponent(
    partOf(() => import('../features/customer/customers-page.tsx')),
    'CustomersPage',
  ),
});

const knowledge = createRoute({
  getParentRoute: () => desk,
  path: '/knowledge',
  validateSearch: knowledgeSearchFrom,
  component: lazyRouteComponent(
    partOf(() => import('../features/knowledge/knowledge-page.tsx')),
    'KnowledgePage',
  ),
});

const wallboard = createRoute({
  getParentRoute: () => desk,
  path: '/wallboard',
  validateSearch: wallboardSearchFrom,
  component: lazyRouteComponent(
    partOf(() => import('../features/wallboard/wallboard-page.tsx')),
    'WallboardPage',
  ),
});

const assistReport = createRoute({
  getParentRoute: () => desk,
  path: '/wallboard/assistant',
  validateSearch: assistReportSearchFrom,
  component: lazyRouteComponent(
    partOf(() => import('../features/assist-report/assist-report-page.tsx')),
    'AssistReportPage',
  ),
});

const settings = createRoute({
  getParentRoute: () => desk,
  path: '/settings/$section',
  component: lazyRouteComponent(
    partOf(() => import('../features/settings/settings-page.tsx')),
    'SettingsPage',
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    welcome,
    desk.addChildren([
      home,
      inbox.addChildren([conversation]),
      scheduled,
      customers,
      knowledge,
      wallboard,
      assistReport,
      settings,
    ]),
  ]),
  defaultPreload: false,
  // What stands around a page that fails is there to leave it by.
  defaultErrorComponent: ({ error }) => <Failure error={error} />,
});

/** Loads the other pages before one goes there, so that they are there on a line that breaks. */
export function loadAhead(): void {
  for (const route of [scheduled, customers, knowledge, wallboard, assistReport, settings]) {
    // Where that fails it is asked for again by going there.
    router.loadRouteChunk(route)?.catch(() => undefined);
  }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
