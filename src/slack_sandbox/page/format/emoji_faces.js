/**
 * Common emoji: character, Slack's names (the main one first, then aliases), then words to search
 * by. A `~` before the character: supports skin tones. One emoji per line, grouped as in the picker.
 */
export const FACES = {
  smileys: `
😀 grinning | 笑顔 smile
😃 smiley | 笑顔 happy
😄 smile | 笑顔 happy
😁 grin | にっこり
😆 laughing,satisfied | 大笑い lol
😅 sweat_smile | 汗
🤣 rolling_on_the_floor_laughing,rofl | 爆笑 lol
😂 joy | 嬉し泣き lol
🙂 slightly_smiling_face | 微笑み
🙃 upside_down_face | さかさま
😉 wink | ウインク
😊 blush | にこにこ happy
😇 innocent | 天使
🥰 smiling_face_with_3_hearts | 大好き love
😍 heart_eyes | 大好き love
🤩 star-struck | 感動 wow
😘 kissing_heart | キス
😋 yum | おいしい
😜 stuck_out_tongue_winking_eye | あっかんべー
🤗 hugging_face | ハグ
🤭 face_with_hand_over_mouth | うふふ
🤫 shushing_face | しーっ quiet
🤔 thinking_face | 考え中 hmm
🤨 face_with_raised_eyebrow | 疑問
😐 neutral_face | 真顔
😬 grimacing | 気まずい
🙄 face_with_rolling_eyes | やれやれ
😌 relieved | ほっと
😴 sleeping | 眠い zzz
🤓 nerd_face | めがね
😎 sunglasses | かっこいい cool
🥳 partying_face | お祝い party
😕 confused | 困惑
😟 worried | 心配
😮 open_mouth | 驚き
😲 astonished | びっくり wow
😳 flushed | 赤面
🥺 pleading_face | お願い
😢 cry | 涙 sad
😭 sob | 号泣 sad
😱 scream | 叫び
😤 triumph | ふんす
😡 rage | 怒り angry
🤯 exploding_head | 衝撃 mind blown
😵 dizzy_face | めまい
🥲 smiling_face_with_tear | 泣き笑い
🫠 melting_face | とける
🫡 saluting_face | 了解 敬礼 roger
🤖 robot_face | ロボット ai bot
👻 ghost | おばけ
💩 hankey,poop | うんち
👀 eyes | 見てます look
🧠 brain | 脳 idea`,
  people: `
~👍 +1,thumbsup | いいね 賛成 good
~👎 -1,thumbsdown | 反対 bad
~👏 clap | 拍手 applause praise
~🙌 raised_hands | やった 万歳 praise
~🙏 pray | ありがとう お願い thanks
~💪 muscle | がんばる strong
~👌 ok_hand | オッケー
~✌️ v | ピース victory
~🤞 crossed_fingers | 幸運
~🤝 handshake | 握手 deal
~👋 wave | こんにちは hello bye
~🖐️ raised_hand_with_fingers_splayed | 手
~✋ hand,raised_hand | 手 stop
~👈 point_left | 左
~👉 point_right | 右
~👆 point_up_2 | 上
~👇 point_down | 下
~☝️ point_up | 一つ
~✊ fist | こぶし
~👊 facepunch,punch | パンチ
~🫶 heart_hands | ハート love thanks
~✍️ writing_hand | 書く メモ
~🙇 bow | お辞儀 すみません ありがとう
~🙋 raising_hand | はい 質問
~🤷 shrug | わからない
~🤦 face_palm | やれやれ
~🙆 ok_woman | オッケー
~🙅 no_good | だめ
~👩‍💻 female-technologist | 開発 engineer
~👨‍💻 male-technologist | 開発 engineer
~🧑‍💻 technologist | 開発 engineer
👥 busts_in_silhouette | チーム team
🗣️ speaking_head_in_silhouette | 話す`,
  symbols: `
❤️ heart | ハート love
🧡 orange_heart | ハート
💛 yellow_heart | ハート
💚 green_heart | ハート
💙 blue_heart | ハート
💜 purple_heart | ハート
💖 sparkling_heart | ハート
💔 broken_heart | 失恋
💯 100 | 満点 perfect
💢 anger | 怒り
💥 boom,collision | 爆発
💫 dizzy | 星
💦 sweat_drops | 汗
💬 speech_balloon | 吹き出し comment
💭 thought_balloon | 考え
💤 zzz | 眠い
✅ white_check_mark | 完了 済み done
☑️ ballot_box_with_check | 済み
✔️ heavy_check_mark | 済み
❌ x | だめ no
❎ negative_squared_cross_mark | だめ
➕ heavy_plus_sign | 足す plus
➖ heavy_minus_sign | 引く
❓ question | 質問 はてな
❗ exclamation,heavy_exclamation_mark | びっくり
‼️ bangbang | 重要
⁉️ interrobang | え
⚠️ warning | 注意 警告
🚫 no_entry_sign | 禁止
⛔ no_entry | 禁止
🔞 underage | 十八
♻️ recycle | 再利用 reuse
🔁 repeat | 繰り返し reuse
🔄 arrows_counterclockwise | 更新 sync
🔃 arrows_clockwise | 更新
➡️ arrow_right | 右
⬅️ arrow_left | 左
⬆️ arrow_up | 上
⬇️ arrow_down | 下
↩️ leftwards_arrow_with_hook | 返信 戻る
🔴 red_circle | 赤
🟠 large_orange_circle | オレンジ
🟡 large_yellow_circle | 黄
🟢 large_green_circle | 緑
🔵 large_blue_circle | 青
⚪ white_circle | 白
⚫ black_circle | 黒
🔶 large_orange_diamond | ひし形
🔷 large_blue_diamond | ひし形
🆕 new | 新しい
🆗 ok | オッケー
🆙 up | アップ
🆒 cool | クール
🆓 free | 無料
🔝 top | トップ
#️⃣ hash | 番号
1️⃣ one | 一
2️⃣ two | 二
3️⃣ three | 三
4️⃣ four | 四
5️⃣ five | 五
🔟 keycap_ten | 十
ℹ️ information_source | 情報 info
🔇 mute | 消音
🔔 bell | 通知
📣 mega | お知らせ announce
📢 loudspeaker | お知らせ
🚨 rotating_light | 緊急 alert
🏁 checkered_flag | ゴール
🚩 triangular_flag_on_post | 旗
🇯🇵 jp,flag-jp | 日本
🇺🇸 us,flag-us | アメリカ
🇬🇧 gb,uk,flag-gb | イギリス`,
};
