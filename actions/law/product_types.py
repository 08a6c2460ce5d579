"""The product types that law files may name, by family. Open at run time: another type has no rule of its own."""

# fmt: off
FAMILIES: dict[str, tuple[str, ...]] = {
    "large_appliances": (
        "washing_machine", "top_load_washing_machine", "washer_dryer", "tumble_dryer", "dishwasher",
        "refrigerator", "freezer", "wine_cooler", "oven", "hob", "cooker", "cooker_hood", "microwave",
    ),
    "small_appliances": (
        "vacuum_cleaner", "robot_vacuum", "coffee_maker", "kettle", "toaster", "iron", "steam_generator",
        "blender", "food_processor", "fryer", "sewing_machine", "fan", "heater", "air_conditioner", "hair_dryer",
        "hair_straightener", "beard_trimmer", "electric_toothbrush",
    ),
    "screens_and_sound": (
        "television", "monitor", "projector", "soundbar", "headphones", "earphones", "speaker", "hifi",
        "video_player", "camera", "camcorder", "drone",
    ),
    "computing_and_phones": (
        "laptop", "desktop_computer", "tablet", "smartphone", "smartwatch", "printer", "router", "game_console",
        "server", "smart_thermostat",
    ),
    "garden_and_tools": (
        "electric_lawn_mower", "robot_lawn_mower", "lawn_mower", "pressure_washer", "chainsaw", "hedge_trimmer",
        "brush_cutter", "tiller", "garden_shredder", "drill", "welding_machine",
    ),
    "mobility_and_sport": (
        "bicycle", "electric_bicycle", "electric_scooter", "kick_scooter", "treadmill", "elliptical_trainer",
        "exercise_bike", "rowing_machine", "table_tennis_table", "tent",
    ),
    "home": (
        "furniture", "mattress", "lamp", "clothing", "shoes", "toy", "stroller",
    ),
}
# fmt: on

PRODUCT_TYPES: frozenset[str] = frozenset(name for names in FAMILIES.values() for name in names)

# What "electrical or electronic equipment" covers among the families above (L111-4).
ELECTRICAL_FAMILIES = ("large_appliances", "small_appliances", "screens_and_sound", "computing_and_phones")
# fmt: off
ELECTRICAL_ELSEWHERE = (
    "electric_lawn_mower", "robot_lawn_mower", "pressure_washer", "drill", "welding_machine", "electric_bicycle",
    "electric_scooter", "lamp",
)
# fmt: on
ELECTRICAL: frozenset[str] = frozenset(ELECTRICAL_ELSEWHERE).union(*(FAMILIES[name] for name in ELECTRICAL_FAMILIES))
