# One image for every role: compose and clusters start it with another command.
FROM node:24-bookworm-slim AS build
WORKDIR /desk
COPY package.json package-lock.json .npmrc ./
# With the development tools, as Prisma's generator is one.
RUN npm ci --no-audit --no-fund
COPY prisma prisma
COPY ops/generate.ts ops/generate.ts
RUN node ops/generate.ts
# The workspace shares rules and types with the server.
COPY . .
RUN node ops/build-web.ts

FROM node:24-bookworm-slim AS packages
WORKDIR /desk
COPY package.json package-lock.json .npmrc ./
# The Node that npm brings is for machines that have an older one.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
# Certificates for the platforms' addresses and Temporal Cloud; tini passes SIGTERM on and reaps, which Node as process 1
# does not.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /desk
ENV NODE_ENV=production
COPY --from=packages /desk/node_modules node_modules
COPY . .
COPY --from=build /desk/prisma/client prisma/client
COPY --from=build /desk/web/dist web/dist
# A volume that is mounted here belongs to who runs the desk.
RUN install -d -o node -g node -m 700 /var/lib/careline /var/lib/careline/files
USER node
EXPOSE 3000
ENTRYPOINT ["tini", "--", "node", "--disable-warning=ExperimentalWarning"]
CMD ["api/server.ts"]
