"""Unicode emoji and Slack's names for them.

Most are the Unicode name in lower case with underscores; the table lists common ones that differ.
"""

import re
import unicodedata
from functools import cache

_SHORT_NAMES = """
😀 grinning 😁 grin 😂 joy 🤣 rolling_on_the_floor_laughing 😃 smiley 😄 smile 😅 sweat_smile 😆 laughing
😉 wink 😊 blush 😋 yum 😎 sunglasses 😍 heart_eyes 😘 kissing_heart 🙂 slightly_smiling_face 🤗 hugging_face
🤩 star-struck 🤔 thinking_face 🤨 face_with_raised_eyebrow 😐 neutral_face 😑 expressionless 😶 no_mouth
🙄 face_with_rolling_eyes 😏 smirk 😣 persevere 😥 disappointed_relieved 😮 open_mouth 🤐 zipper_mouth_face
😯 hushed 😪 sleepy 😫 tired_face 😴 sleeping 😌 relieved 😛 stuck_out_tongue 😜 stuck_out_tongue_winking_eye
🤤 drooling_face 😒 unamused 😓 sweat 😔 pensive 😕 confused 🙃 upside_down_face 🤑 money_mouth_face
😲 astonished 🙁 slightly_frowning_face 😖 confounded 😞 disappointed 😟 worried 😤 triumph 😢 cry 😭 sob
😦 frowning 😧 anguished 😨 fearful 😩 weary 🤯 exploding_head 😬 grimacing 😰 cold_sweat 😱 scream 😳 flushed
🤪 zany_face 😵 dizzy_face 😡 rage 😠 angry 😷 mask 🤒 face_with_thermometer 😇 innocent 🥳 partying_face
🥺 pleading_face 🤓 nerd_face 😈 smiling_imp 👻 ghost 💀 skull 👽 alien 🤖 robot_face 💩 hankey 🙈 see_no_evil
🙉 hear_no_evil 🙊 speak_no_evil 💋 kiss 💘 cupid ❤ heart 💔 broken_heart 💕 two_hearts 💖 sparkling_heart
💗 heartpulse 💙 blue_heart 💚 green_heart 💛 yellow_heart 💜 purple_heart 🧡 orange_heart 🖤 black_heart
🤍 white_heart 💯 100 💢 anger 💥 boom 💫 dizzy 💦 sweat_drops 💨 dash 💬 speech_balloon 💤 zzz 👋 wave
🤚 raised_back_of_hand ✋ hand 🖖 spock-hand 👌 ok_hand ✌ v 🤞 crossed_fingers 🤟 i_love_you_hand_sign
🤘 the_horns 🤙 call_me_hand 👈 point_left 👉 point_right 👆 point_up_2 👇 point_down ☝ point_up 👍 +1 👎 -1
✊ fist 👊 facepunch 👏 clap 🙌 raised_hands 👐 open_hands 🤲 palms_up_together 🤝 handshake 🙏 pray
✍ writing_hand 💪 muscle 👂 ear 👀 eyes 🧠 brain 👶 baby 👧 girl 👦 boy 👩 woman 👨 man 🙍 person_frowning
🙅 no_good 🙆 ok_woman 💁 information_desk_person 🙋 raising_hand 🙇 bow 🤦 face_palm 🤷 shrug 👮 cop
🕵 sleuth_or_spy 🏃 runner 💃 dancer 🐶 dog 🐱 cat 🐭 mouse 🐰 rabbit 🦊 fox_face 🐻 bear 🐼 panda_face 🐯 tiger
🦁 lion_face 🐷 pig 🐸 frog 🐵 monkey_face 🐔 chicken 🐧 penguin 🐤 baby_chick 🦉 owl 🐴 horse 🦄 unicorn_face
🐝 bee 🐛 bug 🦋 butterfly 🐢 turtle 🐙 octopus 🐬 dolphin 🐳 whale 🐾 feet 🌵 cactus 🎄 christmas_tree
🌲 evergreen_tree 🌱 seedling 🌿 herb ☘ shamrock 🍀 four_leaf_clover 🍁 maple_leaf 🍄 mushroom 💐 bouquet
🌷 tulip 🌹 rose 🌻 sunflower 🌸 cherry_blossom 🌼 blossom 🌞 sun_with_face 🌝 full_moon_with_face
🌙 crescent_moon 🌍 earth_africa 🌎 earth_americas 🌏 earth_asia ⭐ star 🌟 star2 ✨ sparkles ⚡ zap 🔥 fire
🌈 rainbow ☀ sunny ⛅ partly_sunny ☁ cloud ❄ snowflake ⛄ snowman_without_snow 💧 droplet 🌊 ocean 🍎 apple
🍊 tangerine 🍋 lemon 🍌 banana 🍇 grapes 🍓 strawberry 🍑 peach 🥑 avocado 🍞 bread 🧀 cheese_wedge
🍔 hamburger 🍟 fries 🍕 pizza 🌮 taco 🍣 sushi 🍱 bento 🍙 rice_ball 🍜 ramen 🍝 spaghetti 🍰 cake 🎂 birthday
🍫 chocolate_bar 🍩 doughnut 🍪 cookie ☕ coffee 🍵 tea 🍺 beer 🍻 beers 🥂 clinking_glasses 🍷 wine_glass
🍸 cocktail 🍾 champagne ⚽ soccer 🏀 basketball ⚾ baseball 🎾 tennis 🏆 trophy 🥇 first_place_medal
🥈 second_place_medal 🥉 third_place_medal 🏅 sports_medal 🎯 dart 🎮 video_game 🎲 game_die 🎨 art
🎵 musical_note 🎶 notes 🎸 guitar 🎤 microphone 🎬 clapper 🚗 car 🚕 taxi 🚌 bus 🚲 bike ✈ airplane 🚀 rocket
🛸 flying_saucer 🚁 helicopter ⛵ boat 🚢 ship 🚨 rotating_light 🚧 construction ⏰ alarm_clock
⏳ hourglass_flowing_sand ⌛ hourglass ⏱ stopwatch 🏠 house 🏢 office 🗼 tokyo_tower 💻 computer ⌨ keyboard
🖥 desktop_computer 📱 iphone ☎ phone 🔋 battery 🔌 electric_plug 💡 bulb 🔦 flashlight 💰 moneybag 💵 dollar
💴 yen 💎 gem 🔧 wrench 🔨 hammer 🛠 hammer_and_wrench ⚙ gear 🧰 toolbox 🧲 magnet 🔬 microscope
📡 satellite_antenna 💊 pill 🚪 door 🔑 key 🔒 lock 🔓 unlock 🔔 bell 🎁 gift 🎈 balloon 🎉 tada
🎊 confetti_ball ✉ email 📧 e-mail 📨 incoming_envelope 📦 package 📫 mailbox 📝 memo 💼 briefcase
📁 file_folder 📂 open_file_folder 📅 date 📆 calendar 📈 chart_with_upwards_trend 📉 chart_with_downwards_trend
📊 bar_chart 📋 clipboard 📌 pushpin 📍 round_pushpin 📎 paperclip ✂ scissors 📏 straight_ruler 📚 books
📖 book 🔖 bookmark 🔗 link 🔍 mag 🔎 mag_right 📢 loudspeaker 📣 mega ✅ white_check_mark
☑ ballot_box_with_check ✔ heavy_check_mark ❌ x ❎ negative_squared_cross_mark ➕ heavy_plus_sign
➖ heavy_minus_sign ❓ question ❗ exclamation ‼ bangbang ⚠ warning 🚫 no_entry_sign ⛔ no_entry 🔴 red_circle
🟠 large_orange_circle 🟡 large_yellow_circle 🟢 large_green_circle 🔵 large_blue_circle 🟣 large_purple_circle
⚪ white_circle ⚫ black_circle 🔺 small_red_triangle ♻ recycle 🔁 repeat 🔄 arrows_counterclockwise
➡ arrow_right ⬅ arrow_left ⬆ arrow_up ⬇ arrow_down 🆕 new 🆒 cool 🆓 free 🆗 ok 🆙 up 🆘 sos
㊗ congratulations ㊙ secret ™ tm © copyright ® registered 🏁 checkered_flag 🚩 triangular_flag_on_post
🎌 crossed_flags 🏳 waving_white_flag 🫡 saluting_face 🫶 heart_hands 🙇‍♂️ man-bowing 🙇‍♀️ woman-bowing
"""
_ALIASES = {
    "thumbsup": "+1",
    "thumbsdown": "-1",
    "party": "tada",
    "satisfied": "laughing",
    "raised_hand": "hand",
    "poop": "hankey",
    "honeybee": "bee",
    "telephone": "phone",
    "pencil": "memo",
    "red_car": "car",
    "envelope": "email",
    "punch": "facepunch",
}
# Symbols below U+1F300 are as often text as emoji, so only those in the table are converted.
_RANGES = ((0x1F300, 0x1F3FA), (0x1F400, 0x1F64F), (0x1F680, 0x1F6FC), (0x1F7E0, 0x1F7EB), (0x1F90C, 0x1FAF8))
_FLAG_NAMES = ("jp", "us", "gb", "kr", "de", "fr", "it", "es", "cn", "ru")
_REGIONAL_A = 0x1F1E6
_FIRST_TONE, _LAST_TONE = 0x1F3FB, 0x1F3FF
_VARIATION = "\ufe0f"


@cache
def emoji_names() -> dict[str, str]:
    """Return Slack's name for each emoji character."""
    words = _SHORT_NAMES.split()
    usual = {char.replace(_VARIATION, ""): name for char, name in zip(words[::2], words[1::2], strict=True)}
    for country in _FLAG_NAMES:
        usual["".join(chr(_REGIONAL_A + ord(letter) - ord("a")) for letter in country)] = country
    taken = set(usual.values())
    characters = (chr(code) for first, last in _RANGES for code in range(first, last + 1))
    names = {char: unicodedata.name(char, "").lower().replace(" ", "_") for char in characters if char not in usual}
    return usual | {char: name for char, name in names.items() if name and name not in taken}


@cache
def emoji_characters() -> dict[str, str]:
    """Return the character for each of Slack's names, including aliases."""
    characters = {name: char for char, name in emoji_names().items()}
    return characters | {alias: characters[name] for alias, name in _ALIASES.items() if name in characters}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(emoji_names(), key=len, reverse=True)
    tones = f"[{chr(_FIRST_TONE)}-{chr(_LAST_TONE)}]"
    return re.compile(f"({'|'.join(map(re.escape, longest_first))}){_VARIATION}?({tones})?")


def to_colons(text: str) -> str:
    """Replace emoji characters by `:name:`, or `:name::skin-tone-N:` if they have a skin tone."""
    return text if text.isascii() else _pattern().sub(_colons, text)


def _colons(match: re.Match[str]) -> str:
    name, tone = emoji_names()[match[1]], match[2]
    return f":{name}:" if tone is None else f":{name}::skin-tone-{ord(tone) - _FIRST_TONE + 2}:"


def is_emoji_name(name: str, custom: dict[str, str]) -> bool:
    """Return whether a reaction may have this name: a known or custom one, with or without a skin tone."""
    base, tone = split_tone(name)
    return (base in emoji_characters() or base in custom) and tone in (None, 2, 3, 4, 5, 6)


def split_tone(name: str) -> tuple[str, int | None]:
    """Split `wave::skin-tone-3` into `wave` and 3, or None without a tone."""
    base, mark, tone = name.partition("::skin-tone-")
    return base, int(tone) if mark and tone.isdecimal() else None
