# shop: two services in one repository, GitFlow.
# verb | who | where | what | files        "@ 60d" dates the next line; lines between are spread evenly.

@ 96d
commit | dana | main | chore: begin the shop | README.md, .github/CODEOWNERS
commit | mira | main | feat(api): take orders and keep them (SH-101) | services/api/src/orders.ts, services/api/migrations/0001_orders.sql
commit | lee | main | feat(worker): send a mail for each order (SH-102) | services/worker/internal/mail.go
branch | develop | main
commit | mira | develop | feat(api): sign in with a passkey (SH-107) | services/api/src/sessions.ts
commit | noor | develop | test(api): cover the order states | services/api/test/orders.test.ts
commit | lee | develop | feat(worker): retry a failed mail three times (SH-110) | services/worker/internal/retry.go
branch | feature/SH-115-stock | develop
commit | sam | feature/SH-115-stock | feat(api): reserve stock while a basket is open (SH-115) | services/api/src/stock.ts, services/api/migrations/0002_stock.sql
commit | sam | feature/SH-115-stock | test(api): two baskets want the last article | services/api/test/stock.test.ts
commit | noor | develop | docs: how to run both services on one machine | README.md
merge | mira | feature/SH-115-stock | develop
commit | lee | develop | fix(worker): close the mail connection when the queue is empty (SH-119) | services/worker/internal/mail.go
commit | mira | develop | perf(api): read the basket in one query | services/api/src/basket.ts
commit | sam | develop | build: pin the base images by digest | services/api/Dockerfile.lock, services/worker/Dockerfile.lock
branch | release/api-1.7.0 | develop
release | dana | release/api-1.7.0 | api | 1.7.0
release | dana | release/api-1.7.0 | worker | 0.13.0
merge | dana | release/api-1.7.0 | main
@ 72d
tag | dana | api-v1.7.0 | main
tag | dana | worker-v0.13.0 | main
merge | dana | main | develop

@ 71d
commit | noor | develop | test(worker): run the queue against a real broker | services/worker/internal/queue_test.go
commit | mira | develop | refactor(api): one place that knows the currency | services/api/src/money.ts
branch | hotfix/SH-131 | main
commit | lee | hotfix/SH-131 | fix(api): round each line of an order, not the sum (SH-131) | services/api/src/money.ts, services/api/test/money.test.ts
release | dana | hotfix/SH-131 | api | 1.7.1
merge | dana | hotfix/SH-131 | main
@ 66d
tag | dana | api-v1.7.1 | main
merge | dana | hotfix/SH-131 | develop
commit | sam | develop | ci: keep the test report of a failed run | .github/workflows/ci.yml
branch | feature/SH-140-returns | develop
commit | mira | feature/SH-140-returns | feat(api): accept a return within 30 days (SH-140) | services/api/src/returns.ts, services/api/migrations/0003_returns.sql
commit | mira | feature/SH-140-returns | feat(api): refund to the card that paid (SH-140) | services/api/src/returns.ts, services/api/src/payments.ts
commit | noor | feature/SH-140-returns | test(api): a return of half an order | services/api/test/returns.test.ts
commit | lee | develop | feat(worker): tell the warehouse about returns (SH-141) | services/worker/internal/warehouse.go
commit | lee | develop | test(worker): the warehouse does not answer | services/worker/internal/warehouse_test.go
merge | dana | feature/SH-140-returns | develop
commit | sam | develop | chore: update the linters | .editorconfig
commit | noor | develop | docs(api): describe the return states | services/api/docs/returns.md
branch | feature/SH-148-search | develop
commit | noor | feature/SH-148-search | feat(api): search articles by name and number (SH-148) | services/api/src/search.ts
commit | noor | feature/SH-148-search | perf(api): index article names by trigram | services/api/migrations/0004_search.sql
commit | mira | develop | fix(api): answer 409 when a passkey is registered twice (SH-150) | services/api/src/sessions.ts
merge | mira | feature/SH-148-search | develop
commit | lee | develop | feat(worker): group mails of one customer and hour (SH-152) | services/worker/internal/mail.go, services/worker/internal/group.go
commit | lee | develop | fix(worker): keep the order of mails in a group (SH-153) | services/worker/internal/group.go
branch | release/api-1.8.0 | develop
commit | mira | release/api-1.8.0 | fix(api): allow an empty search to show everything (SH-155) | services/api/src/search.ts
release | dana | release/api-1.8.0 | api | 1.8.0
release | dana | release/api-1.8.0 | worker | 0.14.0
merge | dana | release/api-1.8.0 | main
@ 42d
tag | dana | api-v1.8.0 | main
tag | dana | worker-v0.14.0 | main
merge | dana | main | develop

@ 40d
commit | lee | develop | fix(worker): do not group mails that ask for an answer (SH-160) | services/worker/internal/group.go
commit | sam | develop | ci: build both images on one runner | .github/workflows/ci.yml
commit | lee | develop | fix(worker): stop within ten seconds when asked to (SH-161) | services/worker/internal/run.go
commit | noor | develop | test(worker): stop in the middle of a group | services/worker/internal/run_test.go
branch | release/worker-0.14.1 | develop
release | dana | release/worker-0.14.1 | worker | 0.14.1
merge | dana | release/worker-0.14.1 | main
@ 35d
tag | dana | worker-v0.14.1 | main
merge | dana | main | develop
branch | feature/SH-170-gift-cards | develop
commit | mira | feature/SH-170-gift-cards | feat(api): sell gift cards (SH-170) | services/api/src/giftcards.ts, services/api/migrations/0005_giftcards.sql
commit | mira | feature/SH-170-gift-cards | test(api): a gift card pays half | services/api/test/giftcards.test.ts
branch | hotfix/SH-174 | main
commit | sam | hotfix/SH-174 | fix(api): return the connection when a search is aborted (SH-174) || The pool ran empty after a few hundred aborted searches, and the service stopped answering. | services/api/src/search.ts, services/api/src/pool.ts
commit | noor | hotfix/SH-174 | test(api): a thousand aborted searches | services/api/test/search.test.ts
release | dana | hotfix/SH-174 | api | 1.8.1
merge | dana | hotfix/SH-174 | main
@ 27d
tag | dana | api-v1.8.1 | main
merge | dana | hotfix/SH-174 | develop
commit | lee | develop | fix(worker): count a mail once when the broker repeats it (SH-176) | services/worker/internal/queue.go
commit | lee | develop | test(worker): the broker repeats everything twice | services/worker/internal/queue_test.go
commit | sam | develop | chore: rename the broker's example password | docker-compose.yml
branch | release/worker-0.14.2 | develop
release | lee | release/worker-0.14.2 | worker | 0.14.2
merge | lee | release/worker-0.14.2 | main
@ 21d
tag | lee | worker-v0.14.2 | main
merge | lee | main | develop
commit | mira | feature/SH-170-gift-cards | fix(api): a gift card never pays more than the order (SH-170) | services/api/src/giftcards.ts
branch | feature/SH-181-addresses | develop
commit | noor | feature/SH-181-addresses | feat(api): keep several addresses per customer (SH-181) | services/api/src/addresses.ts, services/api/migrations/0006_addresses.sql
commit | noor | feature/SH-181-addresses | refactor(api): addresses know their country | services/api/src/addresses.ts
branch | hotfix/SH-190 | main
commit | mira | hotfix/SH-190 | fix(api): refuse a session cookie of another shop (SH-190) || Cookies of sister shops on the same domain were taken for ours. | services/api/src/sessions.ts, services/api/test/sessions.test.ts
release | dana | hotfix/SH-190 | api | 1.8.2
merge | dana | hotfix/SH-190 | main | Merge branch 'hotfix/SH-190'
@ 12d
tag | dana | api-v1.8.2 | main
merge | dana | hotfix/SH-190 | develop

@ 11d
merge | dana | feature/SH-170-gift-cards | develop
commit | mira | develop | feat(api): say on the receipt what a gift card paid (SH-184) | services/api/src/receipts.ts
commit | sam | develop | perf(api): send receipts without waiting for the printer | services/api/src/receipts.ts
merge | mira | feature/SH-181-addresses | develop
commit | noor | develop | docs(api): describe addresses and countries | services/api/docs/addresses.md
commit | lee | develop | fix(worker): wait for the broker at start (SH-192) | services/worker/internal/run.go
commit | lee | develop | fix(worker): log the order, not the customer (SH-193) | services/worker/internal/mail.go
commit | sam | develop | ci: run the tests of a service only when it changed | .github/workflows/ci.yml
branch | release/worker-0.14.3 | develop
release | lee | release/worker-0.14.3 | worker | 0.14.3
merge | lee | release/worker-0.14.3 | main
@ 170h
tag | lee | worker-v0.14.3 | main
merge | lee | main | develop
branch | feature/SH-196-split-orders | develop
commit | sam | feature/SH-196-split-orders | feat(api): send an order in several parcels (SH-196) | services/api/src/parcels.ts, services/api/migrations/0007_parcels.sql
commit | sam | feature/SH-196-split-orders | test(api): one parcel of two is lost | services/api/test/parcels.test.ts
commit | mira | develop | fix(api): keep the basket when a session ends (SH-197) | services/api/src/basket.ts
merge | dana | feature/SH-196-split-orders | develop
commit | noor | develop | chore(api): drop an unused column in the next release | services/api/docs/migrations.md
branch | release/api-1.9.0 | develop
commit | mira | release/api-1.9.0 | fix(api): show parcels in the order they were sent (SH-199) | services/api/src/parcels.ts
release | dana | release/api-1.9.0 | api | 1.9.0
merge | dana | release/api-1.9.0 | main
@ 58h
tag | dana | api-v1.9.0 | main
merge | dana | main | develop

@ 54h
branch | feature/SH-203-subscriptions | develop
commit | mira | feature/SH-203-subscriptions | feat(api): order the same again every month (SH-203) | services/api/src/subscriptions.ts, services/api/migrations/0008_subscriptions.sql
commit | mira | feature/SH-203-subscriptions | feat(api): pause a subscription (SH-203) | services/api/src/subscriptions.ts
commit | sam | develop | build(api): leave test files out of the image | services/api/.dockerignore
commit | noor | feature/SH-203-subscriptions | test(api): the 31st of a month without one | services/api/test/subscriptions.test.ts
commit | lee | develop | test(worker): measure the queue under load | services/worker/internal/load_test.go
merge | dana | feature/SH-203-subscriptions | develop
commit | mira | develop | perf(api): load subscriptions with their articles | services/api/src/subscriptions.ts
branch | release/api-1.10.0 | develop
@ 9h
tag | dana | api-v1.10.0-rc.1 | release/api-1.10.0
@ 6h
commit | mira | develop | fix(api): charge a subscription once when two clocks disagree (SH-208) | services/api/src/subscriptions.ts
commit | noor | develop | docs(api): describe subscriptions | services/api/docs/subscriptions.md
branch | feature/SH-210-vouchers | develop
commit | sam | feature/SH-210-vouchers | feat(api): vouchers for a group of customers (SH-210) | services/api/src/vouchers.ts
@ 2h
commit | mira | develop | feat(api): tell customers a day before a subscription is sent (SH-209) | services/api/src/subscriptions.ts
