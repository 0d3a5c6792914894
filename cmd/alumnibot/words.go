package main

import "github.com/alumnibot/alumnibot/bot/i18n"

// What doctor says, and what there is to do.
var (
	sayWell   = i18n.T("大きな問題は見つかりませんでした（注意：%d件）。", "Nothing would fail (%d {warning|warnings}).")
	sayUnwell = i18n.T("うまく動かないところが%d件あります（注意：%d件）。", "%d {thing|things} would fail (%d {warning|warnings}).")

	sayNoPlatform = i18n.T("つなぐ先が設定されていません", "no platform is configured")
	doNoPlatform  = i18n.T("SLACK_BOT_TOKENとSLACK_APP_TOKEN、またはDISCORD_TOKENを設定してください", "set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN")
	sayNoGigs     = i18n.T("副業を掲載するチャンネルが決まっていません", "there is no channel for gigs")
	sayNoManagers = i18n.T("運営担当に知らせるチャンネルが決まっていません", "there is no channel for managers")
	doSetup       = i18n.T("管理者が /alumni setup で選んでください", "an admin chooses it with /alumni setup")

	sayServing    = i18n.T("alumnibotが%sで動いています", "alumnibot is running at %s")
	sayNotServing = i18n.T("alumnibotはまだ動いていません（%sは空いています）。alumnibot serve で起動できます", "no bot is running yet, and %s is free for it: start it with alumnibot serve")
	sayNotReady   = i18n.T("%sで動いているalumnibotは、まだ準備ができていません：%s", "the bot at %s is not ready: %s")
	doNotReady    = i18n.T("少し待って変わらなければ、そのログをご確認ください", "wait a moment; if that does not change, look into its log")
	sayTaken      = i18n.T("%sは別のプログラムが使っています", "another program listens at %s")
	doTaken       = i18n.T("LISTEN_ADDRに空いているアドレスを設定してください（例：127.0.0.1:8081）", "set LISTEN_ADDR to a free address, such as 127.0.0.1:8081")

	sayNoRedis        = i18n.T("Redisがありません", "there is no Redis")
	doNoRedis         = i18n.T("REDIS_URLを設定するか、redis-serverをインストールしてください（Debian、Ubuntuでは sudo apt-get install redis-server）", "set REDIS_URL, or install a redis-server (Debian, Ubuntu: sudo apt-get install redis-server)")
	sayInUse          = i18n.T("%sを使ってalumnibotが動いています", "an alumnibot is running on %s")
	sayOwnRedis       = i18n.T("%sをalumnibotが自分で起動し、%sに保存します", "alumnibot starts %s itself and keeps the data in %s")
	sayNotWritable    = i18n.T("書き込めません：%s", "it takes no writes: %s")
	doNotWritable     = i18n.T("レプリカではなくマスターにつなぎ、空きメモリーと空きディスクをご確認ください", "connect to the master rather than a replica, and check free memory and disk")
	sayRedisSilent    = i18n.T("状態を確認できません：%s", "it does not tell about itself: %s")
	sayVersion        = i18n.T("バージョンは%sです", "the version is %s")
	sayVersionUnsaid  = i18n.T("バージョンがわかりません", "it does not tell its version")
	doVersion         = i18n.T("バージョン%d以降に更新してください", "update it to version %d or newer")
	sayAppendOnly     = i18n.T("書き込みは追記ファイルに残ります", "writes are kept in an append-only file")
	sayAppendFails    = i18n.T("追記ファイルに書き込めていません", "the append-only file cannot be written")
	doAppendFails     = i18n.T("Redisのディスクの空きとログをご確認ください", "check the disk and the log of Redis")
	sayNotKept        = i18n.T("追記ファイルが無効で、Redisが止まると書き込みが失われます", "there is no append-only file, so writes are lost when Redis ends")
	sayOnlyReplicas   = i18n.T("追記ファイルが無効で、控えはレプリカ%d台だけです", "there is no append-only file, only %d {replica|replicas}")
	sayKeepsUnsaid    = i18n.T("追記ファイルが有効かどうかわかりません", "it does not tell whether it keeps an append-only file")
	doAppendOnly      = i18n.T("redis.confで appendonly yes とするか、redis-cli config set appendonly yes を実行してください", "put “appendonly yes” into redis.conf, or run: redis-cli config set appendonly yes")
	sayKeepsAll       = i18n.T("メモリーが足りなくてもデータを消しません（%s）", "nothing is evicted (%s)")
	sayEvicts         = i18n.T("メモリーが足りなくなるとデータを消します（%s）", "data is evicted when memory runs out (%s)")
	sayEvictionUnsaid = i18n.T("データを消す設定かどうかわかりません", "it does not tell whether it evicts data")
	doEviction        = i18n.T("redis.confで maxmemory-policy noeviction とするか、redis-cli config set maxmemory-policy noeviction を実行してください", "put “maxmemory-policy noeviction” into redis.conf, or run: redis-cli config set maxmemory-policy noeviction")
	sayNearlyFull     = i18n.T("メモリーを%d%%使っています", "%d%% of its memory is in use")
	doNearlyFull      = i18n.T("maxmemoryを増やしてください。いっぱいになると書き込めなくなります", "raise maxmemory: when it is full, nothing can be written")
	sayClockFine      = i18n.T("時計は合っています", "its clock agrees with this machine's")
	sayRedisClock     = i18n.T("Redisとこのコンピューターの時計が%sずれています", "its clock and this machine's differ by %s")
	doRedisClock      = i18n.T("両方の時計をNTPなどで合わせてください", "set both clocks, with NTP for example")
)
