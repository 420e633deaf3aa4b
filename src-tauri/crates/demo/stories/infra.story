# infra: what runs where. `deploy | lockkeeper` came by a plan, everything else by hand.

@ 78d
commit | dana | main | Begin the environments | README.md
deploy | dana | worker | production | 0.13.0 | All services as they run today
@ 71d
deploy | lockkeeper | api | dev | 1.7.0
deploy | lockkeeper | api | staging | 1.7.0
commit | lee | main | Note who is called at night | docs/on-call.md
deploy | lockkeeper | api | production | 1.7.0
@ 65d
deploy | lockkeeper | api | dev | 1.7.1
deploy | lockkeeper | api | staging | 1.7.1
deploy | lockkeeper | api | production | 1.7.1
@ 61d
deploy | lockkeeper | web | dev | 4.0.0
deploy | lockkeeper | web | staging | 4.0.0
deploy | lockkeeper | web | production | 4.0.0
@ 49d
deploy | lockkeeper | web | dev | 4.1.0
@ 1090h
deploy | lockkeeper | web | dev | 4.1.1
deploy | lockkeeper | web | staging | 4.1.1
deploy | lockkeeper | web | production | 4.1.1
@ 41d
deploy | lockkeeper | api | dev | 1.8.0
deploy | lockkeeper | worker | dev | 0.14.0
deploy | lockkeeper | web | dev | 4.1.2
deploy | lockkeeper | worker | staging | 0.14.0
deploy | lockkeeper | api | staging | 1.8.0
deploy | lockkeeper | web | staging | 4.1.2
@ 34d
deploy | lockkeeper | worker | dev | 0.14.1
deploy | lockkeeper | api | production | 1.8.0
@ 811h
rollback | lockkeeper | api | production | 1.7.1
commit | lee | main | Write down what happened with 1.8.0 | docs/incidents.md
deploy | lockkeeper | worker | staging | 0.14.1
deploy | lockkeeper | worker | production | 0.14.1
@ 660h
deploy | lockkeeper | web | dev | 4.1.4
deploy | lockkeeper | web | staging | 4.1.4
@ 26d
deploy | lockkeeper | api | dev | 1.8.1
deploy | lockkeeper | api | staging | 1.8.1
deploy | lockkeeper | web | production | 4.1.4
deploy | lockkeeper | api | production | 1.8.1
@ 20d
deploy | lockkeeper | worker | dev | 0.14.2
deploy | lockkeeper | worker | staging | 0.14.2
@ 14d
deploy | lockkeeper | web | dev | 4.1.6
deploy | lockkeeper | web | staging | 4.1.6
@ 284h
deploy | lockkeeper | api | dev | 1.8.2
deploy | lockkeeper | api | staging | 1.8.2
deploy | lockkeeper | api | production | 1.8.2
deploy | lockkeeper | web | production | 4.1.6
@ 168h
deploy | lockkeeper | worker | dev | 0.14.3
commit | sam | main | Say where the dashboards are | README.md
@ 143h
deploy | lockkeeper | worker | staging | 0.14.3
@ 118h
deploy | lockkeeper | web | dev | 4.1.7
@ 110h
deploy | lockkeeper | worker | production | 0.14.2
@ 96h
deploy | lockkeeper | web | staging | 4.1.7
@ 55h
deploy | lockkeeper | api | dev | 1.9.0
@ 44h
deploy | noor | web | dev | 4.2.0 | Show 4.2.0 in dev for the design review
@ 31h
deploy | lockkeeper | api | staging | 1.9.0
@ 8h
deploy | lockkeeper | api | dev | 1.10.0-rc.1
