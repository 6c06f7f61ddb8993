/** The other half of the emoji table: objects and nature, in the same format. */
export const THINGS = {
  objects: `
🎉 tada | お祝い クラッカー party praise
🎊 confetti_ball | お祝い party
🎁 gift | プレゼント
🏆 trophy | 優勝 award
🥇 first_place_medal | 金メダル
🥈 second_place_medal | 銀メダル
🥉 third_place_medal | 銅メダル
🏅 sports_medal | メダル
🎖️ medal | メダル
⭐ star | 星 favorite
🌟 star2 | 星 excellent
✨ sparkles | きらきら ai
🔥 fire | 炎 すごい hot
💡 bulb | アイデア ひらめき idea
🚀 rocket | ロケット launch ship
🎯 dart | 的 目標 target
📈 chart_with_upwards_trend | 上昇 成長 growth
📉 chart_with_downwards_trend | 下降
📊 bar_chart | グラフ
📌 pushpin | ピン
📍 round_pushpin | 場所
📎 paperclip | 添付
🔗 link | リンク
📝 memo,pencil | メモ 記録 note
📄 page_facing_up | 文書
📋 clipboard | 一覧
📚 books | 本 library
📖 book,open_book | 本
🗂️ card_index_dividers | 整理
📁 file_folder | フォルダ
📅 date | 日付 calendar
📆 calendar | 予定
🗓️ spiral_calendar_pad | 予定
⏰ alarm_clock | 時間
⏱️ stopwatch | 時短 time saved
⏳ hourglass_flowing_sand | 待ち
⌛ hourglass | 待ち
💰 moneybag | お金
💴 yen | 円
💵 dollar | ドル
💳 credit_card | カード
💎 gem | 宝石
🔧 wrench | 修理 tool
🔨 hammer | 工具
🛠️ hammer_and_wrench | 工具 build
⚙️ gear | 設定
🧰 toolbox | 道具箱
🧪 test_tube | 実験 test
🔬 microscope | 研究
🔍 mag | 検索 search
🔎 mag_right | 検索 search
🔒 lock | 鍵 private
🔓 unlock | 鍵
🔑 key | 鍵
🛡️ shield | 保護 safety
💻 computer | パソコン
🖥️ desktop_computer | パソコン
⌨️ keyboard | キーボード
📱 iphone | スマホ
☎️ phone,telephone | 電話
📞 telephone_receiver | 電話
📧 e-mail | メール
✉️ email,envelope | メール
📥 inbox_tray | 受信
📤 outbox_tray | 送信
📦 package | 荷物
🏷️ label | ラベル
🗑️ wastebasket | ごみ箱
🧵 thread | スレッド
🪄 magic_wand | 魔法 ai
🔮 crystal_ball | 占い
🎨 art | デザイン
🎬 clapper | 映像
🎤 microphone | 発表
🎧 headphones | ヘッドホン support
🎵 musical_note | 音楽
🎮 video_game | ゲーム
🏢 office | 会社
🏠 house | 家
🏗️ building_construction | 建設`,
  nature: `
☀️ sunny | 晴れ
🌤️ mostly_sunny,sun_small_cloud | 晴れ
☁️ cloud | 雲
🌧️ rain_cloud | 雨
☔ umbrella_with_rain_drops | 雨
❄️ snowflake | 雪
⛄ snowman_without_snow | 雪だるま
🌈 rainbow | 虹
⚡ zap | 稲妻 fast
🌊 ocean | 波
🌸 cherry_blossom | 桜
🌻 sunflower | ひまわり
🌹 rose | ばら
🌱 seedling | 芽 grow
🌿 herb | 葉
🍀 four_leaf_clover | 幸運
🍁 maple_leaf | もみじ
🌳 deciduous_tree | 木
🌍 earth_africa | 地球
🌏 earth_asia | 地球
🌙 crescent_moon | 月
🐶 dog | 犬
🐱 cat | 猫
🐼 panda_face | パンダ
🐧 penguin | ペンギン
🐢 turtle | 亀
🐙 octopus | たこ
🦊 fox_face | きつね
🦄 unicorn_face | ユニコーン
🐝 bee,honeybee | 蜂
🐛 bug | 虫 不具合
🦥 sloth | なまけもの
☕ coffee | コーヒー
🍵 tea | お茶
🍺 beer | ビール
🍻 beers | 乾杯
🥂 clinking_glasses | 乾杯
🍣 sushi | 寿司
🍙 rice_ball | おにぎり
🍜 ramen | ラーメン
🍱 bento | 弁当
🍕 pizza | ピザ
🌮 taco | タコス
🍰 cake | ケーキ
🎂 birthday | 誕生日
🍩 doughnut | ドーナツ
🍪 cookie | クッキー
🍎 apple | りんご
🍊 tangerine | みかん
🚗 car,red_car | 車
🚃 railway_car | 電車
🚄 bullettrain_side | 新幹線
✈️ airplane | 飛行機
🚲 bike | 自転車
⛰️ mountain | 山
🗻 mount_fuji | 富士山`,
};
