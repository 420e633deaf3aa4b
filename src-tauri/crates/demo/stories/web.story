# web: one service, GitHub Flow; every pull request becomes one commit on main, some are merged.

@ 80d
commit | noor | main | chore: begin the shop window | README.md
commit | noor | main | feat: show articles as a grid (#3) | src/pages/articles.ts
commit | sam | main | feat: a basket that stays between visits (#5) | src/basket.ts
commit | noor | main | style: one spacing for all pages (#6) | src/style.css
commit | sam | main | feat!: sign in with a passkey only (#9) || BREAKING CHANGE: passwords are no longer accepted. | src/session.ts
commit | noor | main | test: click through an order (#11) | e2e/order.ts
commit | sam | main | feat: pay by card (#12) | src/pages/pay.ts
release | sam | main | web | 4.0.0
@ 62d
tag | sam | v4.0.0 | main
commit | noor | main | fix: keep the focus when a dialog closes (#15) | src/dialog.ts
commit | noor | main | feat: dark theme (#16) | src/style.css, src/theme.ts
commit | sam | main | perf: load pictures when they are near (#18) | src/pictures.ts
commit | mira | main | docs: how to try the API locally (#19) | README.md
release | sam | main | web | 4.1.0
@ 50d
tag | sam | v4.1.0 | main
commit | noor | main | fix: pictures keep their place while they load (#21) | src/pictures.ts
release | noor | main | web | 4.1.1
@ 46d
tag | noor | v4.1.1 | main
commit | sam | main | fix: a basket of another device is merged, not replaced (#22) | src/basket.ts
commit | sam | main | test: two devices, one basket (#22) | e2e/basket.ts
release | sam | main | web | 4.1.2
@ 39d
tag | sam | v4.1.2 | main
commit | noor | main | fix: read prices aloud with their currency (#24) | src/money.ts
commit | noor | main | ci: run the browser tests in two browsers (#25) | .github/workflows/ci.yml
release | noor | main | web | 4.1.3
@ 33d
tag | noor | v4.1.3 | main
commit | sam | main | fix: do not ask twice for the same address (#27) | src/pages/pay.ts
release | sam | main | web | 4.1.4
@ 28d
tag | sam | v4.1.4 | main
branch | fix/slow-search | main
commit | sam | fix/slow-search | fix: abort a search that nobody waits for (#29) | src/search.ts
commit | sam | fix/slow-search | test: type faster than the server answers (#29) | e2e/search.ts
merge | noor | fix/slow-search | main | Merge pull request #29 from harbour/fix/slow-search
release | sam | main | web | 4.1.5
@ 24d
tag | sam | v4.1.5 | main
commit | noor | main | fix: show the return label on small screens (#31) | src/pages/returns.ts
release | noor | main | web | 4.1.6
@ 15d
tag | noor | v4.1.6 | main
commit | sam | main | fix: remember the chosen theme (#33) | src/theme.ts
commit | noor | main | fix: the basket counts articles, not lines (#34) | src/basket.ts
release | noor | main | web | 4.1.7
@ 120h
tag | noor | v4.1.7 | main
branch | parcels | main
commit | noor | parcels | feat: follow each parcel of an order (#36) | src/pages/parcels.ts
commit | noor | parcels | feat: a map of the last mile (#36) | src/pages/parcels.ts, src/map.ts
commit | sam | main | perf: half the script at first paint (#35) | src/main.ts
merge | sam | parcels | main | Merge pull request #36 from harbour/parcels
commit | mira | main | feat: gift cards in the basket (#37) | src/basket.ts, src/giftcards.ts
release | sam | main | web | 4.2.0
@ 50h
tag | sam | v4.2.0 | main
@ 47h
commit | noor | main | feat: choose among several addresses (#38) | src/pages/addresses.ts
commit | noor | main | test: an order to a second address (#38) | e2e/addresses.ts
commit | sam | main | fix: keep the map inside its frame (#39) | src/map.ts
commit | mira | main | docs: what the window expects of the API (#40) | docs/api.md
commit | noor | main | fix: say which article is sold out (#41) | src/basket.ts
commit | sam | main | style: buttons of one height (#42) | src/style.css
commit | sam | main | ci: keep screenshots of failed tests (#43) | .github/workflows/ci.yml
commit | noor | main | feat: order the same again (#44) | src/pages/orders.ts
commit | noor | main | refactor: one list for orders and returns (#45) | src/list.ts
commit | sam | main | perf: read the theme before the first paint (#46) | src/theme.ts
commit | mira | main | fix: gift cards show what is left (#47) | src/giftcards.ts
@ 3h
commit | noor | main | chore: update the browser list (#48) | .browserslistrc
