BEGIN TRANSACTION;
CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
INSERT INTO "auth_permission" VALUES(1,1,'add_permission','Can add permission');
INSERT INTO "auth_permission" VALUES(2,1,'change_permission','Can change permission');
INSERT INTO "auth_permission" VALUES(3,1,'delete_permission','Can delete permission');
INSERT INTO "auth_permission" VALUES(4,1,'view_permission','Can view permission');
INSERT INTO "auth_permission" VALUES(5,2,'add_group','Can add group');
INSERT INTO "auth_permission" VALUES(6,2,'change_group','Can change group');
INSERT INTO "auth_permission" VALUES(7,2,'delete_group','Can delete group');
INSERT INTO "auth_permission" VALUES(8,2,'view_group','Can view group');
INSERT INTO "auth_permission" VALUES(9,3,'add_user','Can add user');
INSERT INTO "auth_permission" VALUES(10,3,'change_user','Can change user');
INSERT INTO "auth_permission" VALUES(11,3,'delete_user','Can delete user');
INSERT INTO "auth_permission" VALUES(12,3,'view_user','Can view user');
INSERT INTO "auth_permission" VALUES(13,4,'add_contenttype','Can add content type');
INSERT INTO "auth_permission" VALUES(14,4,'change_contenttype','Can change content type');
INSERT INTO "auth_permission" VALUES(15,4,'delete_contenttype','Can delete content type');
INSERT INTO "auth_permission" VALUES(16,4,'view_contenttype','Can view content type');
INSERT INTO "auth_permission" VALUES(17,5,'add_session','Can add session');
INSERT INTO "auth_permission" VALUES(18,5,'change_session','Can change session');
INSERT INTO "auth_permission" VALUES(19,5,'delete_session','Can delete session');
INSERT INTO "auth_permission" VALUES(20,5,'view_session','Can view session');
INSERT INTO "auth_permission" VALUES(21,6,'add_auditentry','Can add audit entry');
INSERT INTO "auth_permission" VALUES(22,6,'change_auditentry','Can change audit entry');
INSERT INTO "auth_permission" VALUES(23,6,'delete_auditentry','Can delete audit entry');
INSERT INTO "auth_permission" VALUES(24,6,'view_auditentry','Can view audit entry');
INSERT INTO "auth_permission" VALUES(25,7,'add_collectedround','Can add collected round');
INSERT INTO "auth_permission" VALUES(26,7,'change_collectedround','Can change collected round');
INSERT INTO "auth_permission" VALUES(27,7,'delete_collectedround','Can delete collected round');
INSERT INTO "auth_permission" VALUES(28,7,'view_collectedround','Can view collected round');
INSERT INTO "auth_permission" VALUES(29,8,'add_collectionunit','Can add collection unit');
INSERT INTO "auth_permission" VALUES(30,8,'change_collectionunit','Can change collection unit');
INSERT INTO "auth_permission" VALUES(31,8,'delete_collectionunit','Can delete collection unit');
INSERT INTO "auth_permission" VALUES(32,8,'view_collectionunit','Can view collection unit');
INSERT INTO "auth_permission" VALUES(33,9,'add_person','Can add person');
INSERT INTO "auth_permission" VALUES(34,9,'change_person','Can change person');
INSERT INTO "auth_permission" VALUES(35,9,'delete_person','Can delete person');
INSERT INTO "auth_permission" VALUES(36,9,'view_person','Can view person');
INSERT INTO "auth_permission" VALUES(37,10,'add_programme','Can add programme');
INSERT INTO "auth_permission" VALUES(38,10,'change_programme','Can change programme');
INSERT INTO "auth_permission" VALUES(39,10,'delete_programme','Can delete programme');
INSERT INTO "auth_permission" VALUES(40,10,'view_programme','Can view programme');
INSERT INTO "auth_permission" VALUES(41,11,'add_questionset','Can add question set');
INSERT INTO "auth_permission" VALUES(42,11,'change_questionset','Can change question set');
INSERT INTO "auth_permission" VALUES(43,11,'delete_questionset','Can delete question set');
INSERT INTO "auth_permission" VALUES(44,11,'view_questionset','Can view question set');
INSERT INTO "auth_permission" VALUES(45,12,'add_storedtally','Can add stored tally');
INSERT INTO "auth_permission" VALUES(46,12,'change_storedtally','Can change stored tally');
INSERT INTO "auth_permission" VALUES(47,12,'delete_storedtally','Can delete stored tally');
INSERT INTO "auth_permission" VALUES(48,12,'view_storedtally','Can view stored tally');
INSERT INTO "auth_permission" VALUES(49,13,'add_invitation','Can add invitation');
INSERT INTO "auth_permission" VALUES(50,13,'change_invitation','Can change invitation');
INSERT INTO "auth_permission" VALUES(51,13,'delete_invitation','Can delete invitation');
INSERT INTO "auth_permission" VALUES(52,13,'view_invitation','Can view invitation');
INSERT INTO "auth_permission" VALUES(53,14,'add_invitationsecret','Can add invitation secret');
INSERT INTO "auth_permission" VALUES(54,14,'change_invitationsecret','Can change invitation secret');
INSERT INTO "auth_permission" VALUES(55,14,'delete_invitationsecret','Can delete invitation secret');
INSERT INTO "auth_permission" VALUES(56,14,'view_invitationsecret','Can view invitation secret');
INSERT INTO "auth_permission" VALUES(57,15,'add_questionsetversion','Can add question set version');
INSERT INTO "auth_permission" VALUES(58,15,'change_questionsetversion','Can change question set version');
INSERT INTO "auth_permission" VALUES(59,15,'delete_questionsetversion','Can delete question set version');
INSERT INTO "auth_permission" VALUES(60,15,'view_questionsetversion','Can view question set version');
INSERT INTO "auth_permission" VALUES(61,16,'add_response','Can add response');
INSERT INTO "auth_permission" VALUES(62,16,'change_response','Can change response');
INSERT INTO "auth_permission" VALUES(63,16,'delete_response','Can delete response');
INSERT INTO "auth_permission" VALUES(64,16,'view_response','Can view response');
INSERT INTO "auth_permission" VALUES(65,17,'add_round','Can add round');
INSERT INTO "auth_permission" VALUES(66,17,'change_round','Can change round');
INSERT INTO "auth_permission" VALUES(67,17,'delete_round','Can delete round');
INSERT INTO "auth_permission" VALUES(68,17,'view_round','Can view round');
INSERT INTO "auth_permission" VALUES(69,18,'add_releasedcomments','Can add released comments');
INSERT INTO "auth_permission" VALUES(70,18,'change_releasedcomments','Can change released comments');
INSERT INTO "auth_permission" VALUES(71,18,'delete_releasedcomments','Can delete released comments');
INSERT INTO "auth_permission" VALUES(72,18,'view_releasedcomments','Can view released comments');
INSERT INTO "auth_permission" VALUES(73,19,'add_storedrelease','Can add stored release');
INSERT INTO "auth_permission" VALUES(74,19,'change_storedrelease','Can change stored release');
INSERT INTO "auth_permission" VALUES(75,19,'delete_storedrelease','Can delete stored release');
INSERT INTO "auth_permission" VALUES(76,19,'view_storedrelease','Can view stored release');
INSERT INTO "auth_permission" VALUES(77,20,'add_unit','Can add unit');
INSERT INTO "auth_permission" VALUES(78,20,'change_unit','Can change unit');
INSERT INTO "auth_permission" VALUES(79,20,'delete_unit','Can delete unit');
INSERT INTO "auth_permission" VALUES(80,20,'view_unit','Can view unit');
INSERT INTO "auth_permission" VALUES(81,21,'add_comment','Can add comment');
INSERT INTO "auth_permission" VALUES(82,21,'change_comment','Can change comment');
INSERT INTO "auth_permission" VALUES(83,21,'delete_comment','Can delete comment');
INSERT INTO "auth_permission" VALUES(84,21,'view_comment','Can view comment');
INSERT INTO "auth_permission" VALUES(85,22,'add_attribute','Can add attribute');
INSERT INTO "auth_permission" VALUES(86,22,'change_attribute','Can change attribute');
INSERT INTO "auth_permission" VALUES(87,22,'delete_attribute','Can delete attribute');
INSERT INTO "auth_permission" VALUES(88,22,'view_attribute','Can view attribute');
INSERT INTO "auth_permission" VALUES(89,23,'add_mailing','Can add mailing');
INSERT INTO "auth_permission" VALUES(90,23,'change_mailing','Can change mailing');
INSERT INTO "auth_permission" VALUES(91,23,'delete_mailing','Can delete mailing');
INSERT INTO "auth_permission" VALUES(92,23,'view_mailing','Can view mailing');
INSERT INTO "auth_permission" VALUES(93,24,'add_delivery','Can add delivery');
INSERT INTO "auth_permission" VALUES(94,24,'change_delivery','Can change delivery');
INSERT INTO "auth_permission" VALUES(95,24,'delete_delivery','Can delete delivery');
INSERT INTO "auth_permission" VALUES(96,24,'view_delivery','Can view delivery');
INSERT INTO "auth_permission" VALUES(97,25,'add_unitlead','Can add unit lead');
INSERT INTO "auth_permission" VALUES(98,25,'change_unitlead','Can change unit lead');
INSERT INTO "auth_permission" VALUES(99,25,'delete_unitlead','Can delete unit lead');
INSERT INTO "auth_permission" VALUES(100,25,'view_unitlead','Can view unit lead');
INSERT INTO "auth_permission" VALUES(101,26,'add_unitpath','Can add unit path');
INSERT INTO "auth_permission" VALUES(102,26,'change_unitpath','Can change unit path');
INSERT INTO "auth_permission" VALUES(103,26,'delete_unitpath','Can delete unit path');
INSERT INTO "auth_permission" VALUES(104,26,'view_unitpath','Can view unit path');
INSERT INTO "auth_permission" VALUES(105,27,'add_event','Can add event');
INSERT INTO "auth_permission" VALUES(106,27,'change_event','Can change event');
INSERT INTO "auth_permission" VALUES(107,27,'delete_event','Can delete event');
INSERT INTO "auth_permission" VALUES(108,27,'view_event','Can view event');
INSERT INTO "auth_permission" VALUES(109,28,'add_draftrevision','Can add draft revision');
INSERT INTO "auth_permission" VALUES(110,28,'change_draftrevision','Can change draft revision');
INSERT INTO "auth_permission" VALUES(111,28,'delete_draftrevision','Can delete draft revision');
INSERT INTO "auth_permission" VALUES(112,28,'view_draftrevision','Can view draft revision');
INSERT INTO "auth_permission" VALUES(113,29,'add_withheldcomment','Can add withheld comment');
INSERT INTO "auth_permission" VALUES(114,29,'change_withheldcomment','Can change withheld comment');
INSERT INTO "auth_permission" VALUES(115,29,'delete_withheldcomment','Can delete withheld comment');
INSERT INTO "auth_permission" VALUES(116,29,'view_withheldcomment','Can view withheld comment');
INSERT INTO "auth_permission" VALUES(117,30,'add_spenttoken','Can add spent token');
INSERT INTO "auth_permission" VALUES(118,30,'change_spenttoken','Can change spent token');
INSERT INTO "auth_permission" VALUES(119,30,'delete_spenttoken','Can delete spent token');
INSERT INTO "auth_permission" VALUES(120,30,'view_spenttoken','Can view spent token');
INSERT INTO "auth_permission" VALUES(121,31,'add_emailaddress','Can add email address');
INSERT INTO "auth_permission" VALUES(122,31,'change_emailaddress','Can change email address');
INSERT INTO "auth_permission" VALUES(123,31,'delete_emailaddress','Can delete email address');
INSERT INTO "auth_permission" VALUES(124,31,'view_emailaddress','Can view email address');
INSERT INTO "auth_permission" VALUES(125,32,'add_emailconfirmation','Can add email confirmation');
INSERT INTO "auth_permission" VALUES(126,32,'change_emailconfirmation','Can change email confirmation');
INSERT INTO "auth_permission" VALUES(127,32,'delete_emailconfirmation','Can delete email confirmation');
INSERT INTO "auth_permission" VALUES(128,32,'view_emailconfirmation','Can view email confirmation');
INSERT INTO "auth_permission" VALUES(129,33,'add_authenticator','Can add authenticator');
INSERT INTO "auth_permission" VALUES(130,33,'change_authenticator','Can change authenticator');
INSERT INTO "auth_permission" VALUES(131,33,'delete_authenticator','Can delete authenticator');
INSERT INTO "auth_permission" VALUES(132,33,'view_authenticator','Can view authenticator');
INSERT INTO "auth_permission" VALUES(133,34,'add_socialaccount','Can add social account');
INSERT INTO "auth_permission" VALUES(134,34,'change_socialaccount','Can change social account');
INSERT INTO "auth_permission" VALUES(135,34,'delete_socialaccount','Can delete social account');
INSERT INTO "auth_permission" VALUES(136,34,'view_socialaccount','Can view social account');
INSERT INTO "auth_permission" VALUES(137,35,'add_socialapp','Can add social application');
INSERT INTO "auth_permission" VALUES(138,35,'change_socialapp','Can change social application');
INSERT INTO "auth_permission" VALUES(139,35,'delete_socialapp','Can delete social application');
INSERT INTO "auth_permission" VALUES(140,35,'view_socialapp','Can view social application');
INSERT INTO "auth_permission" VALUES(141,36,'add_socialtoken','Can add social application token');
INSERT INTO "auth_permission" VALUES(142,36,'change_socialtoken','Can change social application token');
INSERT INTO "auth_permission" VALUES(143,36,'delete_socialtoken','Can delete social application token');
INSERT INTO "auth_permission" VALUES(144,36,'view_socialtoken','Can view social application token');
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
INSERT INTO "django_content_type" VALUES(1,'auth','permission');
INSERT INTO "django_content_type" VALUES(2,'auth','group');
INSERT INTO "django_content_type" VALUES(3,'auth','user');
INSERT INTO "django_content_type" VALUES(4,'contenttypes','contenttype');
INSERT INTO "django_content_type" VALUES(5,'sessions','session');
INSERT INTO "django_content_type" VALUES(6,'questionnaires','auditentry');
INSERT INTO "django_content_type" VALUES(7,'questionnaires','collectedround');
INSERT INTO "django_content_type" VALUES(8,'questionnaires','collectionunit');
INSERT INTO "django_content_type" VALUES(9,'questionnaires','person');
INSERT INTO "django_content_type" VALUES(10,'questionnaires','programme');
INSERT INTO "django_content_type" VALUES(11,'questionnaires','questionset');
INSERT INTO "django_content_type" VALUES(12,'questionnaires','storedtally');
INSERT INTO "django_content_type" VALUES(13,'questionnaires','invitation');
INSERT INTO "django_content_type" VALUES(14,'questionnaires','invitationsecret');
INSERT INTO "django_content_type" VALUES(15,'questionnaires','questionsetversion');
INSERT INTO "django_content_type" VALUES(16,'questionnaires','response');
INSERT INTO "django_content_type" VALUES(17,'questionnaires','round');
INSERT INTO "django_content_type" VALUES(18,'questionnaires','releasedcomments');
INSERT INTO "django_content_type" VALUES(19,'questionnaires','storedrelease');
INSERT INTO "django_content_type" VALUES(20,'questionnaires','unit');
INSERT INTO "django_content_type" VALUES(21,'questionnaires','comment');
INSERT INTO "django_content_type" VALUES(22,'questionnaires','attribute');
INSERT INTO "django_content_type" VALUES(23,'questionnaires','mailing');
INSERT INTO "django_content_type" VALUES(24,'questionnaires','delivery');
INSERT INTO "django_content_type" VALUES(25,'questionnaires','unitlead');
INSERT INTO "django_content_type" VALUES(26,'questionnaires','unitpath');
INSERT INTO "django_content_type" VALUES(27,'questionnaires','event');
INSERT INTO "django_content_type" VALUES(28,'questionnaires','draftrevision');
INSERT INTO "django_content_type" VALUES(29,'questionnaires','withheldcomment');
INSERT INTO "django_content_type" VALUES(30,'questionnaires','spenttoken');
INSERT INTO "django_content_type" VALUES(31,'account','emailaddress');
INSERT INTO "django_content_type" VALUES(32,'account','emailconfirmation');
INSERT INTO "django_content_type" VALUES(33,'mfa','authenticator');
INSERT INTO "django_content_type" VALUES(34,'socialaccount','socialaccount');
INSERT INTO "django_content_type" VALUES(35,'socialaccount','socialapp');
INSERT INTO "django_content_type" VALUES(36,'socialaccount','socialtoken');
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
INSERT INTO "django_migrations" VALUES(1,'contenttypes','0001_initial','2026-11-29 15:31:29.756610');
INSERT INTO "django_migrations" VALUES(2,'auth','0001_initial','2026-11-29 15:31:29.811484');
INSERT INTO "django_migrations" VALUES(3,'account','0001_initial','2026-11-29 15:31:29.888161');
INSERT INTO "django_migrations" VALUES(4,'account','0002_email_max_length','2026-11-29 15:31:29.919067');
INSERT INTO "django_migrations" VALUES(5,'account','0003_alter_emailaddress_create_unique_verified_email','2026-11-29 15:31:29.952735');
INSERT INTO "django_migrations" VALUES(6,'account','0004_alter_emailaddress_drop_unique_email','2026-11-29 15:31:29.998192');
INSERT INTO "django_migrations" VALUES(7,'account','0005_emailaddress_idx_upper_email','2026-11-29 15:31:30.026816');
INSERT INTO "django_migrations" VALUES(8,'account','0006_emailaddress_lower','2026-11-29 15:31:30.050592');
INSERT INTO "django_migrations" VALUES(9,'account','0007_emailaddress_idx_email','2026-11-29 15:31:30.102594');
INSERT INTO "django_migrations" VALUES(10,'account','0008_emailaddress_unique_primary_email_fixup','2026-11-29 15:31:30.125756');
INSERT INTO "django_migrations" VALUES(11,'account','0009_emailaddress_unique_primary_email','2026-11-29 15:31:30.136133');
INSERT INTO "django_migrations" VALUES(12,'contenttypes','0002_remove_content_type_name','2026-11-29 15:31:30.166041');
INSERT INTO "django_migrations" VALUES(13,'auth','0002_alter_permission_name_max_length','2026-11-29 15:31:30.186237');
INSERT INTO "django_migrations" VALUES(14,'auth','0003_alter_user_email_max_length','2026-11-29 15:31:30.202151');
INSERT INTO "django_migrations" VALUES(15,'auth','0004_alter_user_username_opts','2026-11-29 15:31:30.221937');
INSERT INTO "django_migrations" VALUES(16,'auth','0005_alter_user_last_login_null','2026-11-29 15:31:30.242831');
INSERT INTO "django_migrations" VALUES(17,'auth','0006_require_contenttypes_0002','2026-11-29 15:31:30.253308');
INSERT INTO "django_migrations" VALUES(18,'auth','0007_alter_validators_add_error_messages','2026-11-29 15:31:30.273745');
INSERT INTO "django_migrations" VALUES(19,'auth','0008_alter_user_username_max_length','2026-11-29 15:31:30.292449');
INSERT INTO "django_migrations" VALUES(20,'auth','0009_alter_user_last_name_max_length','2026-11-29 15:31:30.310816');
INSERT INTO "django_migrations" VALUES(21,'auth','0010_alter_group_name_max_length','2026-11-29 15:31:30.343458');
INSERT INTO "django_migrations" VALUES(22,'auth','0011_update_proxy_permissions','2026-11-29 15:31:30.356459');
INSERT INTO "django_migrations" VALUES(23,'auth','0012_alter_user_first_name_max_length','2026-11-29 15:31:30.375908');
INSERT INTO "django_migrations" VALUES(24,'mfa','0001_initial','2026-11-29 15:31:30.400583');
INSERT INTO "django_migrations" VALUES(25,'mfa','0002_authenticator_timestamps','2026-11-29 15:31:30.440699');
INSERT INTO "django_migrations" VALUES(26,'mfa','0003_authenticator_type_uniq','2026-11-29 15:31:30.523871');
INSERT INTO "django_migrations" VALUES(27,'questionnaires','0001_what_is_asked_and_answered','2026-11-29 15:31:31.016382');
INSERT INTO "django_migrations" VALUES(28,'questionnaires','0002_answers_without_order','2026-11-29 15:31:31.027111');
INSERT INTO "django_migrations" VALUES(29,'questionnaires','0003_people_mail_and_events_of_rounds','2026-11-29 15:31:31.873108');
INSERT INTO "django_migrations" VALUES(30,'questionnaires','0004_revisions_of_drafts','2026-11-29 15:31:32.030501');
INSERT INTO "django_migrations" VALUES(31,'questionnaires','0005_nothing_destroyed_is_sampled','2026-11-29 15:31:32.146143');
INSERT INTO "django_migrations" VALUES(32,'questionnaires','0006_full_detail','2026-11-29 15:31:32.212076');
INSERT INTO "django_migrations" VALUES(33,'questionnaires','0007_comments_withheld_and_withdrawn','2026-11-29 15:31:32.600451');
INSERT INTO "django_migrations" VALUES(34,'questionnaires','0008_ballots_signed_unseen','2026-11-29 15:31:32.794685');
INSERT INTO "django_migrations" VALUES(35,'sessions','0001_initial','2026-11-29 15:31:32.800530');
INSERT INTO "django_migrations" VALUES(36,'socialaccount','0001_initial','2026-11-29 15:31:32.914292');
INSERT INTO "django_migrations" VALUES(37,'socialaccount','0002_token_max_lengths','2026-11-29 15:31:32.993919');
INSERT INTO "django_migrations" VALUES(38,'socialaccount','0003_extra_data_default_dict','2026-11-29 15:31:33.016603');
INSERT INTO "django_migrations" VALUES(39,'socialaccount','0004_app_provider_id_settings','2026-11-29 15:31:33.078667');
INSERT INTO "django_migrations" VALUES(40,'socialaccount','0005_socialtoken_nullable_app','2026-11-29 15:31:33.142008');
INSERT INTO "django_migrations" VALUES(41,'socialaccount','0006_alter_socialaccount_extra_data','2026-11-29 15:31:33.180886');
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "login_attempts" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" datetime NOT NULL
);
CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL);
CREATE TABLE "questionnaires_attribute" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code" varchar(60) NOT NULL UNIQUE, "title" varchar(100) NOT NULL);
CREATE TABLE "questionnaires_auditentry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "actor" varchar(150) NOT NULL, "action" varchar(60) NOT NULL, "subject" varchar(200) NOT NULL, "detail" text NOT NULL CHECK ((JSON_VALID("detail") OR "detail" IS NULL)));
INSERT INTO "questionnaires_auditentry" VALUES(1,'2026-11-29 15:31:36.499535','test','create programme','past','{}');
INSERT INTO "questionnaires_auditentry" VALUES(2,'2026-11-29 15:31:36.521273','test','import roster','people','{"joined": 38, "new units": 6}');
INSERT INTO "questionnaires_auditentry" VALUES(3,'2026-11-29 15:31:36.529469','test','create programme','dx','{}');
INSERT INTO "questionnaires_auditentry" VALUES(4,'2026-11-29 15:31:36.546761','test','create round','past/released','{}');
INSERT INTO "questionnaires_auditentry" VALUES(5,'2026-11-29 15:31:36.580142','test','open round','past/released','{"manifest_sha256": "77aca641338515402a9f9dc3f86dcdf494b1be3790065dcbe36cd8cfdb30a07c"}');
INSERT INTO "questionnaires_auditentry" VALUES(6,'2026-11-29 15:31:42.386230','test','close round','past/released','{"responses": "destroyed", "keys": "destroyed", "invitations": "destroyed"}');
INSERT INTO "questionnaires_auditentry" VALUES(7,'2026-11-29 15:31:42.477367','test','release round','past/released','{"sha256": "fecefc9c2cb0dc31aa5f83ad9f5dfdc775d104a49864364f22b3f3d598b5e061"}');
INSERT INTO "questionnaires_auditentry" VALUES(8,'2026-11-29 15:31:42.601508','test','create programme','late','{}');
INSERT INTO "questionnaires_auditentry" VALUES(9,'2026-11-29 15:31:42.647340','test','import roster','people','{}');
INSERT INTO "questionnaires_auditentry" VALUES(10,'2026-11-29 15:31:42.673440','test','create round','late/closed','{}');
INSERT INTO "questionnaires_auditentry" VALUES(11,'2026-11-29 15:31:42.736180','test','open round','late/closed','{"manifest_sha256": "4b536cf8ce1d1b16c6704cff27d5422671bf446acde95792a1f0fae3b6944165"}');
INSERT INTO "questionnaires_auditentry" VALUES(12,'2026-11-29 15:31:44.545527','test','close round','late/closed','{"responses": "kept", "keys": "destroyed", "invitations": "destroyed"}');
INSERT INTO "questionnaires_auditentry" VALUES(13,'2026-11-29 15:31:44.565280','test','create programme','named','{}');
INSERT INTO "questionnaires_auditentry" VALUES(14,'2026-11-29 15:31:44.589839','test','import roster','people','{}');
INSERT INTO "questionnaires_auditentry" VALUES(15,'2026-11-29 15:31:44.614640','test','create round','named/confidential','{}');
INSERT INTO "questionnaires_auditentry" VALUES(16,'2026-11-29 15:31:44.661777','test','open round','named/confidential','{"manifest_sha256": "146e06a72122897b5ea6443050d3170e13f473f55a4827566149581f822dfa4d"}');
INSERT INTO "questionnaires_auditentry" VALUES(17,'2026-11-29 15:31:46.291357','test','issue links','named/confidential','{}');
INSERT INTO "questionnaires_auditentry" VALUES(18,'2026-11-29 15:31:47.217272','test','create programme','link','{}');
INSERT INTO "questionnaires_auditentry" VALUES(19,'2026-11-29 15:31:47.250564','test','create round','link/open','{}');
INSERT INTO "questionnaires_auditentry" VALUES(20,'2026-11-29 15:31:47.280834','test','open round','link/open','{"manifest_sha256": "0dd41cc25940763c39c55192607244bcb0f6b500eb8037d0cb2a19c282e8f4a0"}');
INSERT INTO "questionnaires_auditentry" VALUES(21,'2026-11-29 15:31:47.880759','test','import roster','people','{}');
INSERT INTO "questionnaires_auditentry" VALUES(22,'2026-11-29 15:31:47.913960','test','create round','dx/anonymous','{}');
INSERT INTO "questionnaires_auditentry" VALUES(23,'2026-11-29 15:31:48.978416','test','open round','dx/anonymous','{"manifest_sha256": "bea7b267e1824a0e67125036137c47c15a8c4ec804980b9d0563d2584549b493"}');
INSERT INTO "questionnaires_auditentry" VALUES(24,'2026-11-29 15:31:49.025361','test','issue links','dx/anonymous','{}');
CREATE TABLE "questionnaires_collectionunit" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "path" varchar(300) NOT NULL, "title" varchar(200) NOT NULL, "members" integer unsigned NOT NULL CHECK ("members" >= 0), "pooled" text NOT NULL CHECK ((JSON_VALID("pooled") OR "pooled" IS NULL)), "round_id" bigint NOT NULL REFERENCES "questionnaires_round" ("id") DEFERRABLE INITIALLY DEFERRED, "signing_key" text NOT NULL, CONSTRAINT "collection_unit_path_unique_in_round" UNIQUE ("round_id", "path"));
INSERT INTO "questionnaires_collectionunit" VALUES(1,'Ops/Build','Build',12,'[]',1,'');
INSERT INTO "questionnaires_collectionunit" VALUES(2,'Ops/Cloud','Cloud',12,'[]',1,'');
INSERT INTO "questionnaires_collectionunit" VALUES(3,'Product/Data + Search','Data + Search',14,'["Product/Data", "Product/Search"]',1,'');
INSERT INTO "questionnaires_collectionunit" VALUES(4,'Ops/Build','Build',12,'[]',2,'');
INSERT INTO "questionnaires_collectionunit" VALUES(5,'Ops/Cloud','Cloud',12,'[]',2,'');
INSERT INTO "questionnaires_collectionunit" VALUES(6,'Product/Data + Search','Data + Search',14,'["Product/Data", "Product/Search"]',2,'');
INSERT INTO "questionnaires_collectionunit" VALUES(7,'Ops/Build','Build',12,'[]',3,'');
INSERT INTO "questionnaires_collectionunit" VALUES(8,'Ops/Cloud','Cloud',12,'[]',3,'');
INSERT INTO "questionnaires_collectionunit" VALUES(9,'Product/Data + Search','Data + Search',14,'["Product/Data", "Product/Search"]',3,'');
INSERT INTO "questionnaires_collectionunit" VALUES(10,'','Everybody',0,'[]',4,'');
INSERT INTO "questionnaires_collectionunit" VALUES(11,'Ops/Build','Build',12,'[]',5,'-----BEGIN PRIVATE KEY-----
MIIG/gIBADANBgkqhkiG9w0BAQEFAASCBugwggbkAgEAAoIBgQDj9EDi+SHhwLhD
ynDf1fkWvZnz/Ee8l09CqIbJJ+iidKIUAsk5vmEirhQD6TXikMODqPaCSFq+uxli
YXI0oReOrH/UweIzppLDQ+yE2XcCy0Ogi2qice1TUHLlezhJlUBXyQP/RfNx3loK
roJEBImPaRzq5Wz0VwBjnKUvxcbaCUrjJYWPlnHPnN8LEZrMeQIUYWOohNhjV2RQ
xESZGsms/xY4AAsh1x/qov/vVMPElkXnzsa+d5ek3uH7HIo6Vy/b1UU274ot/Z0p
X5+VwDFIYA+s5TVpsQGfAmf6EXE2jbcR/BY0k0AAFuRrnkUO3WtLwC20vt8Livr6
C3TAgcK8VFcfRZ0g7YQR4m2o/HZYP7nRU2p/PYIcfnlg8W6CZkZHXyk/h5Cfd6/A
BY3pafjY8nT3LKHXfPb4lZQjfFykiPX5cJNkSXoXEQvTlrkaO4QPdm0v2j7XpQtX
4+IZiCWVjTusee6D+wPLuZASBDeP7VncTQFgZUt8kMrqcsV0qTsCAwEAAQKCAYAi
gdRGvQGeMTR+Up7BS5ywOWsc7kjqaW9T/xCe/ShwBemOekN9jG5w4lrg+ASHs8ld
B2QATIqsH8TpHyjmLaf+xD8k9Q//KKKZO5GKJM9UFXK7KA+wNUCAtwdwP2BscdMH
1u6reH/bR2u9p+AhWBx+IKKCLnvOsH2RwWHszZWGERe3M0ljd0SVnJYpEJ+sf072
HdizvHRzSVnus19SW/tBRxYqdls5DV3lVjUZxOz5DT8vfEjwBp476jTZn17kvlNq
TFnhomIgcD1SFga/qD48rGZLCJAxcF4MpyIzRs5McdnrlSHdwgtIHTtzW5nY59Gs
Ngcd37XMAzZPodljUF37yP2Qn4BQ+EHPdxdxAhZ0r6HlGhsbvK3oehpY7kGlkTZ7
gQYIa1gSdmPJH4OiT8HrwGtVcC5jeltFnGnMWYaI7ZfeNraAgfTKzASJ+gtB0dC8
n5eizVyHRHBnCRpFrOzLtxsi4hN/ezPCYbnVdDuKWaHv4sUj4lLzMNZ8w/+t3gUC
gcEA/ZQbU6CfN0Ccddyya3BeQYxOWWWluTvYckoe3SC36z/vEufhsHvolT8urocU
/XAoyO8BNS8FqZD9jDWOPXWamOeHJMnNTy4ICDQyl5yhMX+zRZmUskYeb/n1nrTu
lOil0q7aJYD8iQ2xjua90flxDYjuCgF4Ri8Za7OJ4OKCrhivaNOShc1bAWPWH3Mq
slmqrJTS1vtUPqtMOeYMkVo6PgpEGUzVHRSZ31w/iAqpLmYvkf3BTmD6GpZ+ZovH
EmwlAoHBAOYhgXfRaFwrdtVbkhAU/BRCUrap3sMc0xC1egpQU6UFfngDfm9oNO83
3i89IckFHbI0rflMT4WaeKpslp0DTo1/n5ESSWfS5R/T1q2TVaiCS5rcMCmm+IoB
DhPSjuhHD/WJtqN2ZbJKQ7Q4StEiYWbg6IsdwdjzuGbO6soS30ePRH4dJFO7Y90f
cOPmhepXrtdDU13YxU+0hJOU3x2Ipd1PMLkbdw6fa4MseXSjJF7bab8wZFjjplAW
guLxtDIR3wKBwQDuxV0N27rP/gjVemCOhhpawlCsIOhxiQaAZ4a0VTCZVXQ6axm6
YpJYpkvAjvWWxtvAiDys5YABcMMuGOe8u1Y9EBXS8Cpgmkl54BybYiLuRv55VOoN
C7VxXv6G2Humv4IU5gwHMHOaYciFdIPciXKIeh0aUtP70jGvljkIBoFiiV/x5vab
AwjkQCvJJVpY4dGx+9ikEbf74rQ9+H5xB3K8JFKHOC+b2GAjT+uKn+85/4Jfh39T
3EDkdDzFNmzWzfkCgcBFdAlB4xZO8uMrYzaC2gJ2DsotzLipRBLDMTIC2NlVrYHM
sKlA8D9BjyfkM9v1cjDTLqju20QIu2T9ckZGXtAfTkwXGWDED9cMsv9QZW3trF0r
AJcciwLpi4X3H433tjKv1P8k+D+a/mTOiEq0MV8aEHi+O53cXzng9UPQ9r8iNq/i
K+NhzeVGwA1vCoyR/CKNXwlTAnASLRXyAHUR0cLVNugqhYp6BE0LSqnhNLduVWPl
yrIOTa5M725TFcVfcxsCgcEAnU4enBFCXTPO8whvgR2anHviNa1caKgIWsnFeP6G
z89ovuc2X6MtH7bjHcA4jCK1rJz+e+qAVPHBdt+xnUHq3jGlcl73W6P61VmysCQh
iPiQMsx/C8ee/uCdsIajN+NHu6UaRR93vIBy/+LOsu6WFBguK+d6iECuHX8KaM/m
QICYULoHPsowEDxqpUkvkzyt/AAdpWxOnJ/qfds7ARQCWOFJCiHcDdX7ha7jWDrc
RxbpRlyNMFA7fCelHTtqoctE
-----END PRIVATE KEY-----
');
INSERT INTO "questionnaires_collectionunit" VALUES(12,'Ops/Cloud','Cloud',12,'[]',5,'-----BEGIN PRIVATE KEY-----
MIIG/AIBADANBgkqhkiG9w0BAQEFAASCBuYwggbiAgEAAoIBgQDAddb60cAdluag
Lv6jbIqcnt+cisD6KV16b5M7kcLorv2xoAtCZopjCKpkQfQw9GkQo5O/EQRF5Qwz
BW7oRupzpUVUEyYyAVhrIC6Xdhm3bTHk14jK7G+Kk9BpsEiYj3xJdQs9WJ5JkR1X
MWdP8JhObbOL8T51GdBhcT37RFYksl6fsEGBPZ5fy4zr1vSl/LIbHtFc0GVk0Cmm
Loo9mNLZgoFIqDbi9b/Qw/SEfByLcyYh2QQvaasOoyVFAYxumzleDMLQXpDBQvfp
od0CuyMvSZ6ho+up9E+uZEpuEZbwH+3tkNLhoCqbFhdpQ81i6wUivNrIfn/9/aam
oiZNrmOpfy3DyemxipMJV26XGRSCCmU4Av1ihYRrpSQg0YFD0o8Tmqvj8FdXx8Mi
0vdSR/HHv9hK0KmV+KMlrH/N2R+wcKATZDQrBCXkNHrLQDXPOsUx/QGmsyBidDkN
NObXSlIQRj4/F1himwSy3fGYLQgyTtqU27KjzEXP4Jv+Uz3hxuECAwEAAQKCAX9D
1UTALSLD9buzbtzbnMCovcDyhl/IdsE2YLzz8fFQhtzDuN+UYlpu1/m2UcikuIA6
F8KrRRl3Hmj+UpvpzOo1eGVxtzjEcdTywj+prTvDJVQV5CGX5AgsP4zlXfc4Ti+a
ybX8bo+GPln+XAXzFvRCMEgSus8uAWXV8k52O8+2KhKlFepV3ZyZsZR+9cmkoeaP
HdLiHlFJBv/8TSBMNYubPh7IYlbLXPJjvQJ274eKtDsXEvYhVTevy7Cxxv9IEfe5
VaXbXn/G+Pnwuh70oTpshm/RVMd9rg/z5Fpgl3MRhf1MV/XRoxFyaourM2nAU68j
3rcVKwPd7A8cCqUpVJPor51z+9nxmLriSjiJIXS0UA7ij50j7HSMEJx0Sh2kwtdk
j6D510Qu1D9NfiqotvPhSbYGkQr7kjIF0aArSqk7psxaSgCg7JFzkfGN62zkpPwt
oLagsr3YjgbZo72CP+YwvjAcrEC/M6Ht1rWNQdbRtF/Kq7xpeV4Cp66ieMIxgQKB
wQDvQMFdVtZhLdOkAZRgEeZZ3v3TyO+SLVb2TfafPRdlk8uFTXY3yKu2PuKF4b93
0Wx/+QE76LgV4X2OID3KL31q5bRBHcgX3nzNObz8W/+EPZcolWUz1CZJcpoyjgGO
qPdvCkm10WXyM1etN+n6XsoeqdWX3ot5f5CCHlmD7sxDv+N6T2En68fm/XgiRzrC
ExHfRtWxwLalrb0rWW7jF90l3PGx0URFPxdcPlshuOmOnREle5v5c4d1x4Aq2MXm
YCECgcEAze6X3q2U9Twz1Ah++F3ibBM/MEeWhExn/8wqQj/MlCQOlHow4C60vYTF
Z490QNYKdGNwtNCct6RDA4ixQxPTLsdGZo09hyQ8Hp+Nzndbj/t3JDEhKEMJN9VJ
+tcSbZOO0AyguwD/KSLkfq1nWU+/EJyyi2H+SgSYm9Sot4BLMpYMj2BNqO0h3724
t224BXM7ew7n6DGdziPSvwsH739Dfl8BL6Bs4yXFXVM9oy0Vu903F6X+qytS/tSH
O3ypwY7BAoHARvNSJIb6/kijybA6Ox8zy5UIewTMnvHZJyPJrkFkrdfddAObukFF
Qr91V7Sxniu53F2Qkx6ZcMu0+y/ugwYAUHIcOW9GhmWRZx7nP4Ncy++j4wIix/Lz
A7b7qWBZb+AFuKU5ZLTbYa7+Ij1BouD3WY6N7AKwI/DDfwLXEvv/EVxXbk8aBcez
OXoTZT7wWtti4m7UMmlvAMT8I13bN3c9OtxBxLTFZS+nktBfICoBASztB8uXXqt3
EWN/S7WLQp1hAoHBAISeG6WmyZ/opkPtOL9/zpnlBzNzVsZaYjtEYw6JAZmBYvZR
fnpQ+cp2353ir241qUPs6h83nUVSfmmfNPDKqpycboUKfk4ykpjyDaOiEBA4VDC1
hvHjweL3842bxd1VQopPJ49mg+wc8WN3DnBgv93V29GRSO6n6ROprwGFmGe6Y9pN
nZWlKMRq7LML8I9p9ys3nTdWBJdFUKoBU5nzriaKzju6p4TcxS5ltfMIzM9QFfOf
zdKzst4zReeUT8o7wQKBwFRVmUuzll4PRGxwTJWLH6ZqVglg7LhkIjCczcEr2v7W
Xz/0u7h3B4wJS2mQ/KfQQ+ffmRLoiQmhL8hfBPtm6E69UKcEMawxKGgY3LolWCYh
1goit7QgESBrLRvDgp1jvAtRBtNVM3wkXRGrEMWeycn34eHl26yimSc/a6Sm+fgM
KcibDlOG3296PXYME2ow8ZyvcVYirQUYbDcNRHckgGx1E1whK6ZTpyg3EqwTow46
AFk4sspMdlbMA1HZI1mQFw==
-----END PRIVATE KEY-----
');
INSERT INTO "questionnaires_collectionunit" VALUES(13,'Product/Data + Search','Data + Search',14,'["Product/Data", "Product/Search"]',5,'-----BEGIN PRIVATE KEY-----
MIIG/gIBADANBgkqhkiG9w0BAQEFAASCBugwggbkAgEAAoIBgQCzac98XD4JV2vw
L6STvqzvMMnMx0zW1yqlpIeaPtyC4oyXiP262+Vt1PhghkauwF4Tlj1S2eHqsBwX
ehdWJaYf0OMigdJbzYpKiav6/tB4EljL6pZK7b/o5hC9jYb7kD9zsBPY6E7JP9Le
55TlZ9PhhfnGSbL6VaAvre6rKcCTpyLhia7Jd4TOMmlx05AfN2j3QhYMw8KzDuRY
O23GvfXpQRjvaxCa2OcXYGUuSAFXNZ0bkCetqw8W1KyoxLo/2nnYRt7NuqZoFAnr
WcTEUuhMiLmVjijuZpBVjLmvOZ3e1jDGMD70aT5o2REENs1Odw8cJAv2whqFy3PI
/T1jw2wDBFPmZ+VD9RH6f9wbbVYn4fEMMlUVYIgXHE6Lab+cC3zEZ4NwQ00YAhEn
mfRhHUlTyIT6Wi+QF373TldA1r8LjapZgk8naILPOInX/k9vx5ktgkvZC31HoMDQ
SOZya7R2AAfOQvT2rKVzOcjRJIDHi4q5h7jl/t8iYhFlchfM6q8CAwEAAQKCAYA+
e5MvFFDmn/OPaog+jCFeC/e7wY0ZJUZM+cfgCBRz4MJl4+e5s+trHMiDlT/4jDY3
TBN/TzJGsZ6W7oZCEkqQugbgdaX1ItgOrXOfri6cIoeaPNCqt7ImQjmCSk/APLRc
be37lKwbmoat6qkIW+iGmkoqrHAQjtGCyWhdY+UVhxe2xGSC9YTi6tueMLf4pyt/
MRzMxUCBa6ZKtCe/F1kVKv6sIvVdeDzC/2c9fwY4gQt+Fe47pV9T7C1VeW4D3uoK
ORZNPv9AzaCB4dsL1ZxX2XXCEAeimkrGIFGcm+sfL0eQNDqkmacF5lk6mpALNIEV
Qstxx/k+3glSv2qaCJhtJthAGSONk2ruFdoiKPuQW2xTi9R60oxRHB/BgiWm3buo
FwbicDYfxKjoiyB5uO4B2eXHpCEUzX0P87MRRXXUepYpAurnRqurkq6UMEgssBB4
P4emqYR4xamHHmuNCdwZi1J76ALvqqldx4d1i3Yfu7BIAItASzatqtUGqpoOmIEC
gcEA7emnz+a1mjQ8PL3U90htBQK3/bXbFNemgI8kZXY9sj0wqecIAiYf6kC3TDSw
E4LI0+t7hnyHBeHMnx7AfD9KLvrrzRaMJ20mMIuGrf1YjzLezQS9K8MATlbBJm+J
Eb6sLkAlxU8OcqcQStuxxNH/qr/kAj0nrEGkn/UCTc8L+dU4eTntCv8wGkpQNaOz
GLUOicf+xFn9aTjD17PFomktq0RAtvHc0sLLmEyIILlSy8B1l+Na916lS+QAXlc7
d4lnAoHBAMENnkog9+UmOhTf/JGK4iN6Alx36jhKqID37t+M6ZseQ4DrrxXtNO6b
lyxYfpzMedtssIK3xMZE6AeVejI5t+HdBPV/93/fq+JaLMeUzjQykCZSM/fksi+B
+dCh1pt9gou3CQkuSzVXURzD5toaNVmfphEJdihnu66l1na/ehGgRx/MsPWKZoMP
IcdV5VMfIrqE6a4eZY1bIYb8G7+1QZJjtRBhK0GkHn5nrO+8QSZlDyr2+MwB3SMD
6eN8epqfeQKBwQCVY+K76WKfMa2hdpIDtLbALrTZ2xd2PvOORlPUYirbgRDNnwSo
VMg1j+2JLIxjs/vnFja6e/dM+jxCrkyvuA4c8fKfFUlseF1CnlozZqH1STweAJvI
nunSRyeBuweW3OPBJwaQntOzqrPQTaOSs0qXLWc/AKeowo9c4bxQn3Ilrn2HoZf3
D8Zku8Uh6WjMWuSGH88Z/GfjaoGPMJMpKGJE6Na6CaVfsnGlcGkKI1SaHH+6oEi+
i++/d6vDkYMFzIECgcBjQ79aWm1ctDU1Op7Br2nr1/aS2U3jt+/AsLtw0yHjEsKe
7ZDPc3K+Jd6rfK1Nro4R12dDL37Me+3ayG9Wl/sG9gBww2XdqILXForj7I3CpSUd
rzLtifhdGTX8otqYhQa1FF5fDCC7wrQAWHLBPqyj8sUPCZBp4jzM5pTJ5la77W/k
1/k9p/Zh+UvjFTWfcekHgwQs9ZA+CNfKcqNKBcc7oG0fiPcW/252jJSNiHzvYxNT
gj4Xl/W+5WpEAGOCUfECgcEAv4lb4PCuwHMAuGU/6oUF/Y3LBbP6Z1XVEufjyKDs
+mI9FCglugj3/f0OusFWLA7fwshIxvh9MBMF30kVzEeD0FsBviKqqtqr6ZiDMdzj
hwwBGcL0F3TNHZRcBJ2WC8mhCFjljDGMMW2wKz/gyNSRLkK2dbELB0wsE5m50mJ1
r1YiRJwRqsJnRad/oLVLWMTTQa1fh9iJZBKTsfFBrDsiDbvD3K1RAKqjT/hey9/j
0Z7KWa85WcvMxVszCpLiLjw3
-----END PRIVATE KEY-----
');
CREATE TABLE "questionnaires_delivery" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(8) NOT NULL, "invitation_id" bigint NOT NULL REFERENCES "questionnaires_invitation" ("id") DEFERRABLE INITIALLY DEFERRED, "mailing_id" bigint NOT NULL REFERENCES "questionnaires_mailing" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "delivery_once_for_mailing_and_invitation" UNIQUE ("mailing_id", "invitation_id"));
CREATE TABLE "questionnaires_draftrevision" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "at" datetime NOT NULL, "actor" varchar(150) NOT NULL, "summary" varchar(300) NOT NULL, "source" text NOT NULL, "sha256" varchar(64) NOT NULL, "undoes" integer unsigned NULL CHECK ("undoes" >= 0), "removed" text NOT NULL CHECK ((JSON_VALID("removed") OR "removed" IS NULL)), "meanings" text NOT NULL CHECK ((JSON_VALID("meanings") OR "meanings" IS NULL)), "version_id" bigint NOT NULL REFERENCES "questionnaires_questionsetversion" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "revision_number_unique_in_draft" UNIQUE ("version_id", "number"));
CREATE TABLE "questionnaires_event" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "on" date NOT NULL, "title" varchar(60) NOT NULL, "programme_id" bigint NOT NULL REFERENCES "questionnaires_programme" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "event_once_for_programme_and_day" UNIQUE ("programme_id", "on", "title"));
CREATE TABLE "questionnaires_invitation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "used" bool NOT NULL, "collection_unit_id" bigint NOT NULL REFERENCES "questionnaires_collectionunit" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "questionnaires_person" ("id") DEFERRABLE INITIALLY DEFERRED, "round_id" bigint NOT NULL REFERENCES "questionnaires_round" ("id") DEFERRABLE INITIALLY DEFERRED, "attributes" text NOT NULL CHECK ((JSON_VALID("attributes") OR "attributes" IS NULL)), "no_reminders" bool NOT NULL, "ballot" varchar(64) NOT NULL, CONSTRAINT "invitation_once_for_person_and_round" UNIQUE ("round_id", "person_id"));
INSERT INTO "questionnaires_invitation" VALUES(77,0,8,19,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(78,1,7,1,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(79,0,8,22,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(80,0,9,38,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(81,0,9,33,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(82,0,8,17,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(83,0,9,32,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(84,1,7,3,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(85,1,7,11,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(86,0,8,21,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(87,1,7,5,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(88,0,8,24,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(89,0,9,29,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(90,1,7,10,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(91,0,8,14,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(92,0,9,37,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(93,0,9,26,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(94,0,9,36,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(95,1,7,2,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(96,0,8,18,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(97,0,8,16,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(98,1,7,4,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(99,0,7,9,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(100,0,8,13,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(101,0,9,31,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(102,0,8,20,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(103,0,8,23,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(104,0,9,35,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(105,0,9,28,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(106,1,7,8,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(107,1,7,6,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(108,1,7,7,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(109,1,7,12,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(110,0,8,15,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(111,0,9,25,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(112,0,9,34,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(113,0,9,30,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(114,0,9,27,3,'{}',0,'');
INSERT INTO "questionnaires_invitation" VALUES(115,0,11,8,5,'{}',0,'ddfb0e83bafabfe03440466e06a1a8148a299e6b7b22b34f40c0f6e4c78dbffa');
INSERT INTO "questionnaires_invitation" VALUES(116,0,12,20,5,'{}',0,'9231776065991ffaa958dbda1a2fec04c6f662d6b1d96c2ad99ab645795bfa2c');
INSERT INTO "questionnaires_invitation" VALUES(117,1,11,12,5,'{}',0,'56ba85ce7a7a45319928f4345b224ff5d50b6ea77e94eb95cdccf8dc01be61f2');
INSERT INTO "questionnaires_invitation" VALUES(118,1,11,11,5,'{}',0,'ed04e3d10bcf23b1a95a5f0e2b1aa8633e0864c4a60b958b5e03614036090526');
INSERT INTO "questionnaires_invitation" VALUES(119,0,13,28,5,'{}',0,'5f8cc4ae8283dbde3f06d91d62f832d48c68e3621c8dc761c6b7777567bd88eb');
INSERT INTO "questionnaires_invitation" VALUES(120,0,13,25,5,'{}',0,'5a20bd3580be16ebe3691e3c99983a1f4021ca688eacb45f6b6347a8591d9bcf');
INSERT INTO "questionnaires_invitation" VALUES(121,0,12,17,5,'{}',0,'c112a8a6607b2728bc3881d7d0177d378f69ef0066d57a151dd13e77af646336');
INSERT INTO "questionnaires_invitation" VALUES(122,0,11,5,5,'{}',0,'8c0f5654115bea72cbc7c095bfae9a467baeb68e55ac85f216f7479375ccb7cd');
INSERT INTO "questionnaires_invitation" VALUES(123,0,13,26,5,'{}',0,'58fc6bb3400884490e063e6d079af51b14765b70d6640d32ff30e29b332f63eb');
INSERT INTO "questionnaires_invitation" VALUES(124,0,13,36,5,'{}',0,'e8bcb118271ae565265d96c0e532a0c87ce3e781710b056466199a931ce9cb46');
INSERT INTO "questionnaires_invitation" VALUES(125,0,12,19,5,'{}',0,'a88fa711c32f0246a4153e9282903df0c86f3390c1873ce2f3a42ce2c603efad');
INSERT INTO "questionnaires_invitation" VALUES(126,1,11,2,5,'{}',0,'16d303e4a336347bb09a97c828a74fb27cf278acc52710a2546b407bcdf7c325');
INSERT INTO "questionnaires_invitation" VALUES(127,0,13,37,5,'{}',0,'3a083cae850aa55d039bc6a114b40de981acf84ba6b5370f8fd01344da03529c');
INSERT INTO "questionnaires_invitation" VALUES(128,1,12,23,5,'{}',0,'8cc2c4a61c710e29ace48376af4ec5ddf0d05ae6dad001c30c2ed9929d142635');
INSERT INTO "questionnaires_invitation" VALUES(129,0,13,31,5,'{}',0,'c4a21aae1eab2d408bb68c49b88b4b09b4d60b7ada0fcd5c111192f4dbf39d6b');
INSERT INTO "questionnaires_invitation" VALUES(130,0,11,4,5,'{}',0,'316f24a4859ce34361d0fac9b9ae8b4bcfd97dd70fa5c7e45975d9de9ea5a963');
INSERT INTO "questionnaires_invitation" VALUES(131,0,13,32,5,'{}',0,'afc9ec1dfeef473f753b6e7732100eaf3d5bd73974b11635d2c6e9897d6670bc');
INSERT INTO "questionnaires_invitation" VALUES(132,0,11,9,5,'{}',0,'c403db751577ab7d91b2177b9563ba827fef43b3d7d377068cf61536fc3b226a');
INSERT INTO "questionnaires_invitation" VALUES(133,1,12,13,5,'{}',0,'01e29a8ef5f111fbcf7f783ec75a6f0b686a8369263048e6b3f81b1ad5137e3b');
INSERT INTO "questionnaires_invitation" VALUES(134,0,13,29,5,'{}',0,'a9690b315c02901f4f87d7c05a566cad25ff21b226dea57bffecda4f49223a74');
INSERT INTO "questionnaires_invitation" VALUES(135,1,11,10,5,'{}',0,'268c7a845ce6427a741395832021ceb6664e9d0759b2d7ab6b623d3f33d0704f');
INSERT INTO "questionnaires_invitation" VALUES(136,0,13,33,5,'{}',0,'784813184cbbb936602f478ec9996b62d1514c0e72d9747a44d08dc08f24b125');
INSERT INTO "questionnaires_invitation" VALUES(137,0,11,6,5,'{}',0,'0c5a2de690988e1dd4a3f9149fffc8b6c5e56bce49a99d873b2ef8b0f1e7ceb8');
INSERT INTO "questionnaires_invitation" VALUES(138,0,11,7,5,'{}',0,'aeba53586e3aaf9d98c7521ae26f2df6465010fd717c74c36f6054492c385987');
INSERT INTO "questionnaires_invitation" VALUES(139,1,11,1,5,'{}',0,'447330711041f22c2962218b29aedfc53c6a34a2a590148549f4120f9313c5b9');
INSERT INTO "questionnaires_invitation" VALUES(140,1,11,3,5,'{}',0,'9f8f26a57b88c3a3f1bc673fe078778d8beb7745442e00c132df8e6edd0e031f');
INSERT INTO "questionnaires_invitation" VALUES(141,1,12,22,5,'{}',0,'74dbf265dddf5fb79ad6945e2f72711d82164fe1fe0aedf09a73eb67213ee493');
INSERT INTO "questionnaires_invitation" VALUES(142,0,12,18,5,'{}',0,'66d4ba77366608e25c1a1c30546948613109d24a3921fe0a5cf216168fbb9a7e');
INSERT INTO "questionnaires_invitation" VALUES(143,1,12,14,5,'{}',0,'535a67b80be2f3d676721ead2ca6a87f3ef84efb18cb052bf5fc28fdeaa4e1f6');
INSERT INTO "questionnaires_invitation" VALUES(144,0,13,34,5,'{}',0,'9cc063795e3a6da720392306db2cab056830910af6de779c4430487b44414876');
INSERT INTO "questionnaires_invitation" VALUES(145,0,13,30,5,'{}',0,'3acd86d06915e9203de188f2a806b5cdc7542c3b1b12fac11ea3b4d21ec70e3b');
INSERT INTO "questionnaires_invitation" VALUES(146,0,12,16,5,'{}',0,'515c863da814eee58318409ffbf6ddda70ba78061d707b51f9dd172287375ace');
INSERT INTO "questionnaires_invitation" VALUES(147,1,12,24,5,'{}',0,'72ee41207750852eace85058f4f1cb81b5c633b29731415d5f83c96110c49948');
INSERT INTO "questionnaires_invitation" VALUES(148,1,12,15,5,'{}',0,'beff0b1c7b85929cb36a4b2e999f3ac05519ef40c1049c6a7facded163e00ce4');
INSERT INTO "questionnaires_invitation" VALUES(149,0,13,35,5,'{}',0,'cc34057af2dd2d2f95d9308e58df0ef9085f60031b347990f38a713a1c076a7d');
INSERT INTO "questionnaires_invitation" VALUES(150,0,12,21,5,'{}',0,'3df1538180d6a30f454f24ad8e9c7180cf832535ed51828406f37274d9c4737a');
INSERT INTO "questionnaires_invitation" VALUES(151,0,13,38,5,'{}',0,'4b76cca86c6cf72caead536dbda11a2343e3ae6dd2337a8d69b8cb7ef004ff02');
INSERT INTO "questionnaires_invitation" VALUES(152,0,13,27,5,'{}',0,'046bbbccb431fc724f45bb9223c0a87b3c973edf9b4ed293a5e2fd0a5364c298');
CREATE TABLE "questionnaires_invitationsecret" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "digest" varchar(64) NOT NULL UNIQUE, "invitation_id" bigint NOT NULL REFERENCES "questionnaires_invitation" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "questionnaires_invitationsecret" VALUES(1,'48d5d815451afde3e7cd78649f81e66eaab028aa0e633f71d298d1d1307a15aa',111);
INSERT INTO "questionnaires_invitationsecret" VALUES(2,'e5a3dcccdab64f07089c1f6dfd007e5047860bb04730fc42bfbe253b0ffba49c',91);
INSERT INTO "questionnaires_invitationsecret" VALUES(3,'f18271f2a87ef5f3e7bb9790b8d8ec9052c46dbcea04a49638a3507df37e6994',112);
INSERT INTO "questionnaires_invitationsecret" VALUES(4,'4bb2228a7fc73f9a2ec29954c2790774aaffbefc56837453d31b43c868073712',99);
INSERT INTO "questionnaires_invitationsecret" VALUES(5,'d6f753c484c669e70ac7c461adc6b3f7ea062a294f99dbfcff516398c1621158',87);
INSERT INTO "questionnaires_invitationsecret" VALUES(6,'a4e1791b01946dda89c25940eeece90296f2c50aff47d2cbd165db47cf293e3c',83);
INSERT INTO "questionnaires_invitationsecret" VALUES(7,'6230ea4ea6dc4a9db95afd5feeb5320ce770e7d1237db842f14854fd6f139132',93);
INSERT INTO "questionnaires_invitationsecret" VALUES(8,'17862c8e8292b137bf75df256529d721dc8afaabc98e7c4b1c8bea016dfa986b',92);
INSERT INTO "questionnaires_invitationsecret" VALUES(9,'7a8287b91f71d5c213eb2b7dbf35f5a717a396087f37e9c189a2d40183d4201f',101);
INSERT INTO "questionnaires_invitationsecret" VALUES(10,'3aa2af3215a14e2e0935fa0ffe7b364e2122f4e1b25a11324f9cf31f1d62a28a',104);
INSERT INTO "questionnaires_invitationsecret" VALUES(11,'bbda437281154753dec9408f5299397457b7fb2cd54aeffa03fb97d9df5980e5',89);
INSERT INTO "questionnaires_invitationsecret" VALUES(12,'9f0982cf02bc01ea4be9cd82b65e73d4e37e7510637ce679934a0b61d2284de0',100);
INSERT INTO "questionnaires_invitationsecret" VALUES(13,'20ca3e7e7c92feeeea5d6dc7f8f55b684d8a9753aa0947d69fb0e088e3dfacaa',84);
INSERT INTO "questionnaires_invitationsecret" VALUES(14,'67a484f8c3d91f01da33b30adcf9d5b6aa2d61de97e7cdb3c7de5a301d049d12',102);
INSERT INTO "questionnaires_invitationsecret" VALUES(15,'fad1d23faf9324af0e55686dbc4f5856da7cb4accdeae2175c7f48add54373a1',79);
INSERT INTO "questionnaires_invitationsecret" VALUES(16,'31583f8dbc7544a831b578ed1c727495974d9fd4ff626e23af1fdf047f354219',105);
INSERT INTO "questionnaires_invitationsecret" VALUES(17,'a7ebadf605bd39bcc520f00fd6d692dcc5dd9cc9f2a5bc81eeead9bbb49ff478',107);
INSERT INTO "questionnaires_invitationsecret" VALUES(18,'c1fa1a7f0d09e676c18257b54b4390a58c129d12c3426ff0f9b422de1b1250de',86);
INSERT INTO "questionnaires_invitationsecret" VALUES(19,'50e513ebd4cbe037b83a03202d122349ddd30d556fe4ecda621f423e3fcfe7ec',88);
INSERT INTO "questionnaires_invitationsecret" VALUES(20,'c912f763b83d38f026819df0e334dd71347b66f80d04afda316561b972b46e97',108);
INSERT INTO "questionnaires_invitationsecret" VALUES(21,'94cdb58abd0fa46918eed73744d3a1e8eefb3dcc7e7684cded89c991afa49d51',109);
INSERT INTO "questionnaires_invitationsecret" VALUES(22,'3fba0c4d407098b490b8f900807641b71098c8d25ca72fd1e90dc4bfd589d7ff',114);
INSERT INTO "questionnaires_invitationsecret" VALUES(23,'4ce93553b69d634fee50d5a0f98019c5512512f48f878c86f6fda616647983ed',96);
INSERT INTO "questionnaires_invitationsecret" VALUES(24,'3214e027f6f1af9c96205869dd9d7aa7aab1348760361c65667687b7304c079a',94);
INSERT INTO "questionnaires_invitationsecret" VALUES(25,'075f15c6a3a1a4bda6da9be101c654f66a81155931382be7a4ded092cbf06517',95);
INSERT INTO "questionnaires_invitationsecret" VALUES(26,'52b7bcc6162888b61977cccb673d48f46e2553ee95e2da8822784858424f254d',82);
INSERT INTO "questionnaires_invitationsecret" VALUES(27,'00d9fce4c13c0cccc206e64826e8b36400ba87444ff27ee79e29f6faa0f5fd48',106);
INSERT INTO "questionnaires_invitationsecret" VALUES(28,'2d7dae9b5ff7b08ac89fe377ea7ecb40fc7720a9a5404ebf65f18efa6f40833c',98);
INSERT INTO "questionnaires_invitationsecret" VALUES(29,'755846d15f5175908650723e31de9b523bea79d55057f30607998e738ed4edc3',85);
INSERT INTO "questionnaires_invitationsecret" VALUES(30,'f264c12f08200b0004382cf0d829d9a2dab58b07b12bc70c22b2e7ca8afb7e54',77);
INSERT INTO "questionnaires_invitationsecret" VALUES(31,'a396f72fc14332880e478f96d5c2d8f59744f531b3fc20ca5e8d7bf646f06321',81);
INSERT INTO "questionnaires_invitationsecret" VALUES(32,'6bc747855746cbf15ea00b7186a5869f09c69001289e4330d0c8bb0b5b75548d',113);
INSERT INTO "questionnaires_invitationsecret" VALUES(33,'40689dcb42765301a5881dfab517dbe7b6c63923f67bd440f6b3fe2e9aa2a038',97);
INSERT INTO "questionnaires_invitationsecret" VALUES(34,'8570a3a49ac3c536d5001ff334be0b6e2594c75af7542f32a4afc1b0827d3f0c',110);
INSERT INTO "questionnaires_invitationsecret" VALUES(35,'52a1f41771d5f67231ec18778197ff6ca9907fce54c7bc5a10ff9a763ab2162d',103);
INSERT INTO "questionnaires_invitationsecret" VALUES(36,'ce8274785b2ff29101f8dd23285375e6f4f8deb8151dab7979abc274287d69be',80);
INSERT INTO "questionnaires_invitationsecret" VALUES(37,'e5cc46b5a83910edae1189b4e2d74b486380965aa25c158da836ae18d1538a9f',78);
INSERT INTO "questionnaires_invitationsecret" VALUES(38,'fc4355b014335e247bac8047705d0b837363b29abb919e56208030d6a7339680',90);
INSERT INTO "questionnaires_invitationsecret" VALUES(39,'55fffbfb16979986a985deb77918e40f59f3bed0eb4fa1d00e1584854bb2f0e0',123);
INSERT INTO "questionnaires_invitationsecret" VALUES(40,'f8100dad9f4aaea94fc2fa55b32dedcb90d3e2c912cb3eb05156f8219a5e706a',127);
INSERT INTO "questionnaires_invitationsecret" VALUES(41,'1d8c40c71b1033eb73367003e87c772e99631f0c1a09c9d546184644c7474b38',144);
INSERT INTO "questionnaires_invitationsecret" VALUES(42,'752fabbb592d7dc5faeb69f33c697b0efb864abc5c5447be0409c21913a4b651',130);
INSERT INTO "questionnaires_invitationsecret" VALUES(43,'9c635ed042c319f3c8950288cbba320a95e56ac86b6f952ea16fe86a78799c20',117);
INSERT INTO "questionnaires_invitationsecret" VALUES(44,'021b5582e35541e76f2a5935a7a082cc35113479581561f16d9aa4dfa0cb53f8',134);
INSERT INTO "questionnaires_invitationsecret" VALUES(45,'0301778a1307933a405c8ccdeba1aa339db6a159e1d61439fc2951fc0efad1fd',118);
INSERT INTO "questionnaires_invitationsecret" VALUES(46,'bfd1e27d991c457048427cce8e414beb463193ccb1b2fdf86e97e69fa1cb1afd',142);
INSERT INTO "questionnaires_invitationsecret" VALUES(47,'adca912b9487475c7a13735e23ae6f2803b2bb84a0cf4a129850394acf3a13fa',137);
INSERT INTO "questionnaires_invitationsecret" VALUES(48,'79d1022924356163e27083e1263dd0fdead4fd89163b724c355be2704a153ec2',121);
INSERT INTO "questionnaires_invitationsecret" VALUES(49,'19d9118eacd603f5c044d88c9d5a232464f058ff2f34ae746a4460600fca0522',147);
INSERT INTO "questionnaires_invitationsecret" VALUES(50,'bcf741024a407d6d40ea65782c301f2ea85a54d86e850ba752cdc07d301037e3',136);
INSERT INTO "questionnaires_invitationsecret" VALUES(51,'f878a2878980126d7ad6bd60de5be14e83e92600e34dfdc8b8347f9b25e48297',115);
INSERT INTO "questionnaires_invitationsecret" VALUES(52,'a862c46e147b8e084ef76a9f2d804e0c699daeda1ebff2b8e0d4296b4c94e06c',116);
INSERT INTO "questionnaires_invitationsecret" VALUES(53,'0a5ed9a8020bf7aa640bbf564168b8217fcf320f5ffe44a018fe8f40a7cac5b3',146);
INSERT INTO "questionnaires_invitationsecret" VALUES(54,'f02a42e4086e878bf526deaaa6b1a4710268b1d2ab7779aa41b37fad88e069fd',139);
INSERT INTO "questionnaires_invitationsecret" VALUES(55,'86f3f9c483921dfc80b702a49105e1f7f0a1c8bc40c8b9768f0160bb74dc047e',128);
INSERT INTO "questionnaires_invitationsecret" VALUES(56,'5b5141dd60c9eb07bed66f5ea8e02b52384361407a30a49cd20374567b974657',145);
INSERT INTO "questionnaires_invitationsecret" VALUES(57,'9203662a5972752f009343066f8fab8f04d9d25efb5da050cad86939d72bc995',120);
INSERT INTO "questionnaires_invitationsecret" VALUES(58,'04463067a0a9113c47436af06e0e1432515aa93cd125a674aa6efdbcbffa1a11',129);
INSERT INTO "questionnaires_invitationsecret" VALUES(59,'b46a7f795b014d3d16bcdef8c46b3d812e0dc7493485fd5c90daa38c04a1165f',152);
INSERT INTO "questionnaires_invitationsecret" VALUES(60,'b0211701c277980fa2142806b4cfa07d824806cad566aee6ce8fac3bfcca9feb',119);
INSERT INTO "questionnaires_invitationsecret" VALUES(61,'ebf306c4976db1da7255d641d5d2d343b0402ec0134e1f28a750661d1925ce4b',124);
INSERT INTO "questionnaires_invitationsecret" VALUES(62,'f8eb7ffd345a4e0cbd0c887bb35c665c2511cc0dfa1ea8d4df7e2201aa8e04a9',125);
INSERT INTO "questionnaires_invitationsecret" VALUES(63,'dce0f86c88c0f497241f6202f668a42e69afa7631e932553fc3ce6ddcf1a847a',122);
INSERT INTO "questionnaires_invitationsecret" VALUES(64,'3dee65f46712453dbccb4320bf494541753c57fe61a8014e42567eda773badbb',138);
INSERT INTO "questionnaires_invitationsecret" VALUES(65,'2ff699910c9217ae3f39fb21f6b08610140b94f7f989ee0b72af9d07e041e2cb',140);
INSERT INTO "questionnaires_invitationsecret" VALUES(66,'eeecfba0b17a1abfff4dd16854e7a082e5c96fb654eb0a547cfa19e73390ff1f',151);
INSERT INTO "questionnaires_invitationsecret" VALUES(67,'8486ebba5b95da71a7b08fc534b75e4b0bf47cda14eb722af6d9814fd3706993',150);
INSERT INTO "questionnaires_invitationsecret" VALUES(68,'c6a7b4e65f72df540686d7dda1d769819ccd987e87c2626eaa3dfa6c44755abb',131);
INSERT INTO "questionnaires_invitationsecret" VALUES(69,'0267c75bde45da24a7de686c90c69a1a5f12a70e283ee340608ad450cb42b016',126);
INSERT INTO "questionnaires_invitationsecret" VALUES(70,'26aea4978ea02ab73434441b61d9ee0915c096ee864ccd8482c6bc75da28350f',149);
INSERT INTO "questionnaires_invitationsecret" VALUES(71,'3f2f485d35ace6d526431963a01de8139e61fcbdca85076997b419e0c6f1d100',132);
INSERT INTO "questionnaires_invitationsecret" VALUES(72,'d8800eb551c47964c63bf4074b473803244f08f5362fb0d574c70a3bb809bf6a',133);
INSERT INTO "questionnaires_invitationsecret" VALUES(73,'461431f7898452016dd5525784c561cb88f3ef1252a3d8d01fc2f8c8c716fc2f',141);
INSERT INTO "questionnaires_invitationsecret" VALUES(74,'42bca427d2f551558b6b6299d9c74612779dcbdaa00ba5ce515758db31efbac3',143);
INSERT INTO "questionnaires_invitationsecret" VALUES(75,'04f6a0626574531fc5941f2d12f89a09c846d5d066ee4647cddc7dca71831b37',148);
INSERT INTO "questionnaires_invitationsecret" VALUES(76,'e54be149ff702ad9b93a49b728fcb1e0ddabc511f9d78676cc192ac02a6b113a',135);
CREATE TABLE "questionnaires_mailing" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "kind" varchar(10) NOT NULL, "sent" integer unsigned NOT NULL CHECK ("sent" >= 0), "finished" bool NOT NULL, "round_id" bigint NOT NULL REFERENCES "questionnaires_round" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "mailing_number_unique_in_round" UNIQUE ("round_id", "number"));
CREATE TABLE "questionnaires_person" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL, "mail" varchar(254) NOT NULL UNIQUE, "unit_id" bigint NOT NULL REFERENCES "questionnaires_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "attributes" text NOT NULL CHECK ((JSON_VALID("attributes") OR "attributes" IS NULL)), "declined" bool NOT NULL, "standing" varchar(12) NOT NULL);
INSERT INTO "questionnaires_person" VALUES(1,'Build 1','ops-build-1@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(2,'Build 2','ops-build-2@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(3,'Build 3','ops-build-3@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(4,'Build 4','ops-build-4@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(5,'Build 5','ops-build-5@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(6,'Build 6','ops-build-6@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(7,'Build 7','ops-build-7@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(8,'Build 8','ops-build-8@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(9,'Build 9','ops-build-9@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(10,'Build 10','ops-build-10@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(11,'Build 11','ops-build-11@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(12,'Build 12','ops-build-12@example.org',2,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(13,'Cloud 1','ops-cloud-1@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(14,'Cloud 2','ops-cloud-2@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(15,'Cloud 3','ops-cloud-3@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(16,'Cloud 4','ops-cloud-4@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(17,'Cloud 5','ops-cloud-5@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(18,'Cloud 6','ops-cloud-6@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(19,'Cloud 7','ops-cloud-7@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(20,'Cloud 8','ops-cloud-8@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(21,'Cloud 9','ops-cloud-9@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(22,'Cloud 10','ops-cloud-10@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(23,'Cloud 11','ops-cloud-11@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(24,'Cloud 12','ops-cloud-12@example.org',3,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(25,'Data 1','product-data-1@example.org',5,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(26,'Data 2','product-data-2@example.org',5,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(27,'Data 3','product-data-3@example.org',5,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(28,'Data 4','product-data-4@example.org',5,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(29,'Data 5','product-data-5@example.org',5,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(30,'Data 6','product-data-6@example.org',5,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(31,'Search 1','product-search-1@example.org',6,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(32,'Search 2','product-search-2@example.org',6,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(33,'Search 3','product-search-3@example.org',6,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(34,'Search 4','product-search-4@example.org',6,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(35,'Search 5','product-search-5@example.org',6,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(36,'Search 6','product-search-6@example.org',6,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(37,'Search 7','product-search-7@example.org',6,'{}',0,'staff');
INSERT INTO "questionnaires_person" VALUES(38,'Search 8','product-search-8@example.org',6,'{}',0,'staff');
CREATE TABLE "questionnaires_programme" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code" varchar(60) NOT NULL UNIQUE, "title" varchar(200) NOT NULL);
INSERT INTO "questionnaires_programme" VALUES(1,'past','Developer experience');
INSERT INTO "questionnaires_programme" VALUES(2,'dx','Developer experience');
INSERT INTO "questionnaires_programme" VALUES(3,'late','Developer experience');
INSERT INTO "questionnaires_programme" VALUES(4,'named','Developer experience');
INSERT INTO "questionnaires_programme" VALUES(5,'link','Developer experience');
CREATE TABLE "questionnaires_questionset" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code" varchar(60) NOT NULL UNIQUE, "title" varchar(200) NOT NULL);
INSERT INTO "questionnaires_questionset" VALUES(1,'all-scales','Developer experience');
CREATE TABLE "questionnaires_questionsetversion" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "status" varchar(10) NOT NULL, "source" text NOT NULL, "content" text NOT NULL CHECK ((JSON_VALID("content") OR "content" IS NULL)), "sha256" varchar(64) NOT NULL, "published_on" date NULL, "question_set_id" bigint NOT NULL REFERENCES "questionnaires_questionset" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "version_number_unique_in_question_set" UNIQUE ("question_set_id", "number"));
INSERT INTO "questionnaires_questionsetversion" VALUES(1,1,'published','','{"code": "all-scales", "title": "Developer experience", "language": "en", "description": "To find out what slows your work down, and to fix the worst of it first.", "scales": {"agreement_5": {"kind": "ordinal", "options": [{"code": "1", "label": "Strongly disagree", "value": 1}, {"code": "2", "label": "Disagree", "value": 2}, {"code": "3", "label": "Neutral", "value": 3}, {"code": "4", "label": "Agree", "value": 4}, {"code": "5", "label": "Strongly agree", "value": 5}], "favourable": ["4", "5"], "unfavourable": ["1", "2"], "max_choices": null, "max_length": null}, "fix_first": {"kind": "multiple", "options": [{"code": "builds", "label": "Waiting for builds and tests", "value": null}, {"code": "docs", "label": "Documents that cannot be found or trusted", "value": null}, {"code": "reviews", "label": "Waiting for reviews", "value": null}, {"code": "deploys", "label": "Deployments that need somebody else", "value": null}, {"code": "meetings", "label": "Meetings that cut the day", "value": null}], "favourable": [], "unfavourable": [], "max_choices": 3, "max_length": null}, "long_text": {"kind": "text", "options": [], "favourable": [], "unfavourable": [], "max_choices": null, "max_length": 2000}, "role": {"kind": "single", "options": [{"code": "backend", "label": "Back end", "value": null}, {"code": "frontend", "label": "Front end or mobile", "value": null}, {"code": "data", "label": "Data or machine learning", "value": null}, {"code": "other", "label": "Something else", "value": null}], "favourable": [], "unfavourable": [], "max_choices": null, "max_length": null}}, "constructs": [{"code": "delivery", "title": "Delivery", "items": ["release_at_will", "release_fear"]}], "sections": [{"code": "delivery", "title": "Getting changes out", "intro": "Think of the service you worked on most in the last three months.", "items": ["release_at_will", "release_fear"]}, {"code": "fixing", "title": "What to fix", "intro": "", "items": ["fix_first", "best_thing"]}, {"code": "you", "title": "About you", "intro": "", "items": ["role"]}], "items": [{"code": "release_at_will", "text": "I can release a change whenever I decide to.", "wording": 1, "required": true, "allows_na": true, "reverse": false, "attribute": false, "construct": "delivery", "space": null, "devex": null, "dora": null, "source": "", "help": "", "scale": "agreement_5", "show_if": null}, {"code": "release_fear", "text": "I put off releases because they tend to go wrong.", "wording": 1, "required": false, "allows_na": true, "reverse": true, "attribute": false, "construct": "delivery", "space": null, "devex": null, "dora": null, "source": "", "help": "", "scale": "agreement_5", "show_if": null}, {"code": "fix_first", "text": "What should be fixed first?", "wording": 1, "required": true, "allows_na": false, "reverse": false, "attribute": false, "construct": null, "space": null, "devex": null, "dora": null, "source": "", "help": "", "scale": "fix_first", "show_if": null}, {"code": "best_thing", "text": "What helps you most, and should stay as it is?", "wording": 1, "required": false, "allows_na": false, "reverse": false, "attribute": false, "construct": null, "space": null, "devex": null, "dora": null, "source": "", "help": "", "scale": "long_text", "show_if": null}, {"code": "role", "text": "Which of these comes closest to what you do?", "wording": 1, "required": false, "allows_na": false, "reverse": false, "attribute": true, "construct": null, "space": null, "devex": null, "dora": null, "source": "", "help": "", "scale": "role", "show_if": null}], "translations": {}}','5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e','2027-04-06',1);
CREATE TABLE "questionnaires_releasedcomments" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "item" varchar(60) NOT NULL, "texts" text NOT NULL CHECK ((JSON_VALID("texts") OR "texts" IS NULL)), "round_id" bigint NOT NULL REFERENCES "questionnaires_round" ("id") DEFERRABLE INITIALLY DEFERRED, "salt" varchar(64) NOT NULL, "digests" text NOT NULL CHECK ((JSON_VALID("digests") OR "digests" IS NULL)), "withheld" text NOT NULL CHECK ((JSON_VALID("withheld") OR "withheld" IS NULL)), "withdrawn" text NOT NULL CHECK ((JSON_VALID("withdrawn") OR "withdrawn" IS NULL)), CONSTRAINT "released_comments_once_for_item" UNIQUE ("round_id", "item"));
INSERT INTO "questionnaires_releasedcomments" VALUES(1,'best_thing','["Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings", "Quiet mornings"]',1,'dbd529efaae1d28c8bd5a4fc1746787a3980e82be1bae1b181e27e097a9693b2','["f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2", "f26e4908e1bb0c08a1e7ea6332e17ad09a4a0af859112af3c6865577e488d1b2"]','{}','[]');
CREATE TABLE "questionnaires_round" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "public_id" varchar(32) NOT NULL UNIQUE, "code" varchar(60) NOT NULL, "title" varchar(200) NOT NULL, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "status" varchar(10) NOT NULL, "mode" varchar(12) NOT NULL, "k" integer unsigned NOT NULL CHECK ("k" >= 0), "kept_responses_days" integer unsigned NOT NULL CHECK ("kept_responses_days" >= 0), "closes_on" date NULL, "opened_on" date NULL, "closed_on" date NULL, "released_on" date NULL, "population" integer unsigned NULL CHECK ("population" >= 0), "manifest" text NULL CHECK ((JSON_VALID("manifest") OR "manifest" IS NULL)), "manifest_sha256" varchar(64) NOT NULL, "response_key" varchar(64) NOT NULL, "programme_id" bigint NOT NULL REFERENCES "questionnaires_programme" ("id") DEFERRABLE INITIALLY DEFERRED, "version_id" bigint NOT NULL REFERENCES "questionnaires_questionsetversion" ("id") DEFERRABLE INITIALLY DEFERRED, "aborted_on" date NULL, "audience" text NOT NULL, "purpose" text NOT NULL, "response_rates" text NULL CHECK ((JSON_VALID("response_rates") OR "response_rates" IS NULL)), "responsible" varchar(300) NOT NULL, "full_detail" bool NOT NULL, "spent_tokens" text NULL CHECK ((JSON_VALID("spent_tokens") OR "spent_tokens" IS NULL)), CONSTRAINT "round_code_unique_in_programme" UNIQUE ("programme_id", "code"), CONSTRAINT "round_position_unique_in_programme" UNIQUE ("programme_id", "position"), CONSTRAINT "round_k_at_least_4" CHECK ("k" >= 4));
INSERT INTO "questionnaires_round" VALUES(1,'8e7950a455080870edbda19ba6a99a9d','released','Spring 2027',1,'released','confidential',5,0,NULL,'2027-04-06','2026-11-29','2026-11-29',38,'{"format": "candor-manifest/1", "programme": "past", "round": "released", "public_id": "8e7950a455080870edbda19ba6a99a9d", "title": "Spring 2027", "question_set": {"code": "all-scales", "version": 1, "sha256": "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e"}, "mode": "confidential", "k": 5, "full_detail": false, "kept_responses_days": 0, "kept_tally_days": 30, "population": 38, "units": [{"path": "Ops/Build", "title": "Build", "members": 12, "pooled": []}, {"path": "Ops/Cloud", "title": "Cloud", "members": 12, "pooled": []}, {"path": "Product/Data + Search", "title": "Data + Search", "members": 14, "pooled": ["Product/Data", "Product/Search"]}], "fallback_pools": [{"path": "Ops", "title": "Ops", "units": ["Ops/Build", "Ops/Cloud"]}], "information": {"purpose": "To find out what slows your work down, and to fix the worst of it first.", "responsible": "Platform team, platform@example.org", "audience": "After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody."}, "breakdowns": ["units", "role", "role by department"], "opened_on": "2027-04-06"}','77aca641338515402a9f9dc3f86dcdf494b1be3790065dcbe36cd8cfdb30a07c','',1,1,NULL,'After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody.','To find out what slows your work down, and to fix the worst of it first.','{"invited": 38, "answered": 20, "attributes": [], "left_out": [], "beside": ["", "Ops"]}','Platform team, platform@example.org',0,NULL);
INSERT INTO "questionnaires_round" VALUES(2,'6c9aaa808758fea34f749696a984cb9e','closed','Spring 2027',1,'closed','confidential',5,10,NULL,'2027-04-06','2026-11-29',NULL,38,'{"format": "candor-manifest/1", "programme": "late", "round": "closed", "public_id": "6c9aaa808758fea34f749696a984cb9e", "title": "Spring 2027", "question_set": {"code": "all-scales", "version": 1, "sha256": "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e"}, "mode": "confidential", "k": 5, "full_detail": false, "kept_responses_days": 10, "kept_tally_days": 30, "population": 38, "units": [{"path": "Ops/Build", "title": "Build", "members": 12, "pooled": []}, {"path": "Ops/Cloud", "title": "Cloud", "members": 12, "pooled": []}, {"path": "Product/Data + Search", "title": "Data + Search", "members": 14, "pooled": ["Product/Data", "Product/Search"]}], "fallback_pools": [{"path": "Ops", "title": "Ops", "units": ["Ops/Build", "Ops/Cloud"]}], "information": {"purpose": "To find out what slows your work down, and to fix the worst of it first.", "responsible": "Platform team, platform@example.org", "audience": "After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody."}, "breakdowns": ["units", "role", "role by department"], "opened_on": "2027-04-06"}','4b536cf8ce1d1b16c6704cff27d5422671bf446acde95792a1f0fae3b6944165','',3,1,NULL,'After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody.','To find out what slows your work down, and to fix the worst of it first.','{"invited": 38, "answered": 20, "attributes": [], "left_out": [], "beside": ["", "Ops"]}','Platform team, platform@example.org',0,NULL);
INSERT INTO "questionnaires_round" VALUES(3,'526a7e26c7afddbfe9db4c479893769e','confidential','Spring 2027',1,'open','confidential',5,0,NULL,'2027-04-06',NULL,NULL,38,'{"format": "candor-manifest/1", "programme": "named", "round": "confidential", "public_id": "526a7e26c7afddbfe9db4c479893769e", "title": "Spring 2027", "question_set": {"code": "all-scales", "version": 1, "sha256": "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e"}, "mode": "confidential", "k": 5, "full_detail": false, "kept_responses_days": 0, "kept_tally_days": 30, "population": 38, "units": [{"path": "Ops/Build", "title": "Build", "members": 12, "pooled": []}, {"path": "Ops/Cloud", "title": "Cloud", "members": 12, "pooled": []}, {"path": "Product/Data + Search", "title": "Data + Search", "members": 14, "pooled": ["Product/Data", "Product/Search"]}], "fallback_pools": [{"path": "Ops", "title": "Ops", "units": ["Ops/Build", "Ops/Cloud"]}], "information": {"purpose": "To find out what slows your work down, and to fix the worst of it first.", "responsible": "Platform team, platform@example.org", "audience": "After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody."}, "breakdowns": ["units", "role", "role by department"], "opened_on": "2027-04-06"}','146e06a72122897b5ea6443050d3170e13f473f55a4827566149581f822dfa4d','146d5eb5733907d11c10ee055c68fc55c2e8a4e15b28a9fde4fd507992c8f451',4,1,NULL,'After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody.','To find out what slows your work down, and to fix the worst of it first.',NULL,'Platform team, platform@example.org',0,NULL);
INSERT INTO "questionnaires_round" VALUES(4,'554f96066f1219964c98e0128680f27b','open','Spring 2027',1,'open','open',5,0,NULL,'2027-04-06',NULL,NULL,NULL,'{"format": "candor-manifest/1", "programme": "link", "round": "open", "public_id": "554f96066f1219964c98e0128680f27b", "title": "Spring 2027", "question_set": {"code": "all-scales", "version": 1, "sha256": "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e"}, "mode": "open", "k": 5, "full_detail": false, "kept_responses_days": 0, "kept_tally_days": 30, "population": null, "units": [{"path": "", "title": "", "members": 0, "pooled": []}], "fallback_pools": [], "information": {"purpose": "To find out what slows your work down, and to fix the worst of it first.", "responsible": "Platform team, platform@example.org", "audience": "After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody."}, "breakdowns": ["role"], "opened_on": "2027-04-06"}','0dd41cc25940763c39c55192607244bcb0f6b500eb8037d0cb2a19c282e8f4a0','',5,1,NULL,'After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody.','To find out what slows your work down, and to fix the worst of it first.',NULL,'Platform team, platform@example.org',0,NULL);
INSERT INTO "questionnaires_round" VALUES(5,'43d44767045f5a3db67688427157deee','anonymous','Spring 2027',1,'open','anonymous',5,0,NULL,'2027-04-06',NULL,NULL,38,'{"format": "candor-manifest/1", "programme": "dx", "round": "anonymous", "public_id": "43d44767045f5a3db67688427157deee", "title": "Spring 2027", "question_set": {"code": "all-scales", "version": 1, "sha256": "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e"}, "mode": "anonymous", "k": 5, "full_detail": false, "kept_responses_days": 0, "kept_tally_days": 30, "population": 38, "units": [{"path": "Ops/Build", "title": "Build", "members": 12, "pooled": [], "key": {"n": "4_RA4vkh4cC4Q8pw39X5Fr2Z8_xHvJdPQqiGySfoonSiFALJOb5hIq4UA-k14pDDg6j2gkhavrsZYmFyNKEXjqx_1MHiM6aSw0PshNl3AstDoItqonHtU1By5Xs4SZVAV8kD_0Xzcd5aCq6CRASJj2kc6uVs9FcAY5ylL8XG2glK4yWFj5Zxz5zfCxGazHkCFGFjqITYY1dkUMREmRrJrP8WOAALIdcf6qL_71TDxJZF587GvneXpN7h-xyKOlcv29VFNu-KLf2dKV-flcAxSGAPrOU1abEBnwJn-hFxNo23EfwWNJNAABbka55FDt1rS8AttL7fC4r6-gt0wIHCvFRXH0WdIO2EEeJtqPx2WD-50VNqfz2CHH55YPFugmZGR18pP4eQn3evwAWN6Wn42PJ09yyh13z2-JWUI3xcpIj1-XCTZEl6FxEL05a5GjuED3ZtL9o-16ULV-PiGYgllY07rHnug_sDy7mQEgQ3j-1Z3E0BYGVLfJDK6nLFdKk7", "e": "AQAB"}}, {"path": "Ops/Cloud", "title": "Cloud", "members": 12, "pooled": [], "key": {"n": "wHXW-tHAHZbmoC7-o2yKnJ7fnIrA-ildem-TO5HC6K79saALQmaKYwiqZEH0MPRpEKOTvxEEReUMMwVu6Ebqc6VFVBMmMgFYayAul3YZt20x5NeIyuxvipPQabBImI98SXULPVieSZEdVzFnT_CYTm2zi_E-dRnQYXE9-0RWJLJen7BBgT2eX8uM69b0pfyyGx7RXNBlZNAppi6KPZjS2YKBSKg24vW_0MP0hHwci3MmIdkEL2mrDqMlRQGMbps5XgzC0F6QwUL36aHdArsjL0meoaPrqfRPrmRKbhGW8B_t7ZDS4aAqmxYXaUPNYusFIrzayH5__f2mpqImTa5jqX8tw8npsYqTCVdulxkUggplOAL9YoWEa6UkINGBQ9KPE5qr4_BXV8fDItL3Ukfxx7_YStCplfijJax_zdkfsHCgE2Q0KwQl5DR6y0A1zzrFMf0BprMgYnQ5DTTm10pSEEY-PxdYYpsEst3xmC0IMk7alNuyo8xFz-Cb_lM94cbh", "e": "AQAB"}}, {"path": "Product/Data + Search", "title": "Data + Search", "members": 14, "pooled": ["Product/Data", "Product/Search"], "key": {"n": "s2nPfFw-CVdr8C-kk76s7zDJzMdM1tcqpaSHmj7cguKMl4j9utvlbdT4YIZGrsBeE5Y9Utnh6rAcF3oXViWmH9DjIoHSW82KSomr-v7QeBJYy-qWSu2_6OYQvY2G-5A_c7AT2OhOyT_S3ueU5WfT4YX5xkmy-lWgL63uqynAk6ci4YmuyXeEzjJpcdOQHzdo90IWDMPCsw7kWDttxr316UEY72sQmtjnF2BlLkgBVzWdG5AnrasPFtSsqMS6P9p52EbezbqmaBQJ61nExFLoTIi5lY4o7maQVYy5rzmd3tYwxjA-9Gk-aNkRBDbNTncPHCQL9sIahctzyP09Y8NsAwRT5mflQ_UR-n_cG21WJ-HxDDJVFWCIFxxOi2m_nAt8xGeDcENNGAIRJ5n0YR1JU8iE-lovkBd-905XQNa_C42qWYJPJ2iCzziJ1_5Pb8eZLYJL2Qt9R6DA0Ejmcmu0dgAHzkL09qylcznI0SSAx4uKuYe45f7fImIRZXIXzOqv", "e": "AQAB"}}], "fallback_pools": [{"path": "Ops", "title": "Ops", "units": ["Ops/Build", "Ops/Cloud"]}], "information": {"purpose": "To find out what slows your work down, and to fix the worst of it first.", "responsible": "Platform team, platform@example.org", "audience": "After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody."}, "breakdowns": ["units", "role", "role by department"], "opened_on": "2027-04-06", "receipt_key": {"kty": "EC", "crv": "P-256", "x": "GYuciSBodgdPt8KrLugIA8ZoPSclaBzBzgOMSzb007E", "y": "OCWbDin8MbGh17Wer08pyLOfvUnWsV2YJC7M0npSABE"}}','bea7b267e1824a0e67125036137c47c15a8c4ec804980b9d0563d2584549b493','',2,1,NULL,'After the release, everybody who has an account with a role on this site: counts of groups, and comments without name or unit. Before that, nobody.','To find out what slows your work down, and to fix the worst of it first.',NULL,'Platform team, platform@example.org',0,NULL);
CREATE TABLE "questionnaires_storedrelease" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "content" text NOT NULL, "sha256" varchar(64) NOT NULL, "round_id" bigint NOT NULL REFERENCES "questionnaires_round" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "release_number_unique_in_round" UNIQUE ("round_id", "number"));
INSERT INTO "questionnaires_storedrelease" VALUES(1,1,'{
 "format": "candor-release/3",
 "groups": [
  {
   "answers": 20,
   "constructs": {
    "delivery": {
     "band": [
      0.6,
      1.0
     ],
     "n": [
      10,
      null
     ]
    }
   },
   "hidden": null,
   "invited": 38,
   "items": {
    "fix_first": {
     "hidden": "gives_away"
    },
    "release_at_will": {
     "band": [
      0.6,
      1.0
     ],
     "n": [
      10,
      null
     ]
    },
    "release_fear": {
     "hidden": "too_few"
    },
    "role": {
     "shown": {
      "answered": 20,
      "not_applicable": 0,
      "not_shown": 0,
      "options": {
       "backend": 0,
       "data": 20,
       "frontend": 0,
       "other": 0
      },
      "skipped": 0
     }
    }
   },
   "parent": null,
   "path": "",
   "title": "Everybody"
  },
  {
   "answers": 20,
   "constructs": {
    "delivery": {
     "band": [
      0.6,
      1.0
     ],
     "n": [
      10,
      null
     ]
    }
   },
   "hidden": null,
   "invited": 24,
   "items": {
    "fix_first": {
     "hidden": "gives_away"
    },
    "release_at_will": {
     "band": [
      0.6,
      1.0
     ],
     "n": [
      10,
      null
     ]
    },
    "release_fear": {
     "hidden": "too_few"
    },
    "role": {
     "hidden": "sibling"
    }
   },
   "parent": "",
   "path": "Ops",
   "title": "Ops"
  },
  {
   "answers": null,
   "between": [
    10,
    null
   ],
   "constructs": {
    "delivery": {
     "band": [
      0.6,
      1.0
     ],
     "n": [
      10,
      null
     ]
    }
   },
   "hidden": null,
   "invited": 12,
   "items": {
    "fix_first": {
     "hidden": "gives_away"
    },
    "release_at_will": {
     "band": [
      0.6,
      1.0
     ],
     "n": [
      10,
      null
     ]
    },
    "release_fear": {
     "hidden": "too_few"
    },
    "role": {
     "hidden": "sibling"
    }
   },
   "parent": "Ops",
   "path": "Ops/Build",
   "title": "Build"
  },
  {
   "answers": null,
   "between": [
    5,
    9
   ],
   "constructs": {
    "delivery": {
     "band": [
      0.6,
      1.0
     ],
     "n": [
      5,
      9
     ]
    }
   },
   "hidden": null,
   "invited": 12,
   "items": {
    "fix_first": {
     "hidden": "too_few"
    },
    "release_at_will": {
     "band": [
      0.6,
      1.0
     ],
     "n": [
      5,
      9
     ]
    },
    "release_fear": {
     "hidden": "too_few"
    },
    "role": {
     "hidden": "sibling"
    }
   },
   "parent": "Ops",
   "path": "Ops/Cloud",
   "title": "Cloud"
  },
  {
   "answers": null,
   "constructs": {
    "delivery": {
     "hidden": "too_few"
    }
   },
   "hidden": "too_few",
   "invited": 14,
   "items": {
    "fix_first": {
     "hidden": "too_few"
    },
    "release_at_will": {
     "hidden": "too_few"
    },
    "release_fear": {
     "hidden": "too_few"
    },
    "role": {
     "hidden": "too_few"
    }
   },
   "parent": "",
   "path": "Product",
   "title": "Product"
  },
  {
   "answers": null,
   "constructs": {
    "delivery": {
     "hidden": "too_few"
    }
   },
   "hidden": "too_few",
   "invited": 14,
   "items": {
    "fix_first": {
     "hidden": "too_few"
    },
    "release_at_will": {
     "hidden": "too_few"
    },
    "release_fear": {
     "hidden": "too_few"
    },
    "role": {
     "hidden": "too_few"
    }
   },
   "parent": "Product",
   "path": "Product/Data + Search",
   "title": "Data + Search"
  }
 ],
 "instrument": {
  "code": "all-scales",
  "constructs": [
   {
    "code": "delivery",
    "items": [
     "release_at_will",
     "release_fear"
    ],
    "title": "Delivery"
   }
  ],
  "description": "To find out what slows your work down, and to fix the worst of it first.",
  "items": [
   {
    "allows_na": true,
    "attribute": false,
    "code": "release_at_will",
    "construct": "delivery",
    "devex": null,
    "dora": null,
    "help": "",
    "required": true,
    "reverse": false,
    "scale": "agreement_5",
    "show_if": null,
    "source": "",
    "space": null,
    "text": "I can release a change whenever I decide to.",
    "wording": 1
   },
   {
    "allows_na": true,
    "attribute": false,
    "code": "release_fear",
    "construct": "delivery",
    "devex": null,
    "dora": null,
    "help": "",
    "required": false,
    "reverse": true,
    "scale": "agreement_5",
    "show_if": null,
    "source": "",
    "space": null,
    "text": "I put off releases because they tend to go wrong.",
    "wording": 1
   },
   {
    "allows_na": false,
    "attribute": false,
    "code": "fix_first",
    "construct": null,
    "devex": null,
    "dora": null,
    "help": "",
    "required": true,
    "reverse": false,
    "scale": "fix_first",
    "show_if": null,
    "source": "",
    "space": null,
    "text": "What should be fixed first?",
    "wording": 1
   },
   {
    "allows_na": false,
    "attribute": false,
    "code": "best_thing",
    "construct": null,
    "devex": null,
    "dora": null,
    "help": "",
    "required": false,
    "reverse": false,
    "scale": "long_text",
    "show_if": null,
    "source": "",
    "space": null,
    "text": "What helps you most, and should stay as it is?",
    "wording": 1
   },
   {
    "allows_na": false,
    "attribute": true,
    "code": "role",
    "construct": null,
    "devex": null,
    "dora": null,
    "help": "",
    "required": false,
    "reverse": false,
    "scale": "role",
    "show_if": null,
    "source": "",
    "space": null,
    "text": "Which of these comes closest to what you do?",
    "wording": 1
   }
  ],
  "language": "en",
  "scales": {
   "agreement_5": {
    "favourable": [
     "4",
     "5"
    ],
    "kind": "ordinal",
    "max_choices": null,
    "max_length": null,
    "options": [
     {
      "code": "1",
      "label": "Strongly disagree",
      "value": 1
     },
     {
      "code": "2",
      "label": "Disagree",
      "value": 2
     },
     {
      "code": "3",
      "label": "Neutral",
      "value": 3
     },
     {
      "code": "4",
      "label": "Agree",
      "value": 4
     },
     {
      "code": "5",
      "label": "Strongly agree",
      "value": 5
     }
    ],
    "unfavourable": [
     "1",
     "2"
    ]
   },
   "fix_first": {
    "favourable": [],
    "kind": "multiple",
    "max_choices": 3,
    "max_length": null,
    "options": [
     {
      "code": "builds",
      "label": "Waiting for builds and tests",
      "value": null
     },
     {
      "code": "docs",
      "label": "Documents that cannot be found or trusted",
      "value": null
     },
     {
      "code": "reviews",
      "label": "Waiting for reviews",
      "value": null
     },
     {
      "code": "deploys",
      "label": "Deployments that need somebody else",
      "value": null
     },
     {
      "code": "meetings",
      "label": "Meetings that cut the day",
      "value": null
     }
    ],
    "unfavourable": []
   },
   "long_text": {
    "favourable": [],
    "kind": "text",
    "max_choices": null,
    "max_length": 2000,
    "options": [],
    "unfavourable": []
   },
   "role": {
    "favourable": [],
    "kind": "single",
    "max_choices": null,
    "max_length": null,
    "options": [
     {
      "code": "backend",
      "label": "Back end",
      "value": null
     },
     {
      "code": "frontend",
      "label": "Front end or mobile",
      "value": null
     },
     {
      "code": "data",
      "label": "Data or machine learning",
      "value": null
     },
     {
      "code": "other",
      "label": "Something else",
      "value": null
     }
    ],
    "unfavourable": []
   }
  },
  "sections": [
   {
    "code": "delivery",
    "intro": "Think of the service you worked on most in the last three months.",
    "items": [
     "release_at_will",
     "release_fear"
    ],
    "title": "Getting changes out"
   },
   {
    "code": "fixing",
    "intro": "",
    "items": [
     "fix_first",
     "best_thing"
    ],
    "title": "What to fix"
   },
   {
    "code": "you",
    "intro": "",
    "items": [
     "role"
    ],
    "title": "About you"
   }
  ],
  "title": "Developer experience",
  "translations": {}
 },
 "number": 1,
 "round": {
  "closed_on": "2026-11-29",
  "code": "released",
  "k": 5,
  "kept_responses_days": 0,
  "manifest_sha256": "77aca641338515402a9f9dc3f86dcdf494b1be3790065dcbe36cd8cfdb30a07c",
  "mode": "confidential",
  "opened_on": "2027-04-06",
  "programme": "past",
  "title": "Spring 2027"
 }
}
','fecefc9c2cb0dc31aa5f83ad9f5dfdc775d104a49864364f22b3f3d598b5e061',1);
CREATE TABLE "questionnaires_unit" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "path" varchar(300) NOT NULL UNIQUE, "title" varchar(100) NOT NULL, "parent_id" bigint NULL REFERENCES "questionnaires_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "retired_on" date NULL);
INSERT INTO "questionnaires_unit" VALUES(1,'Ops','Ops',NULL,NULL);
INSERT INTO "questionnaires_unit" VALUES(2,'Ops/Build','Build',1,NULL);
INSERT INTO "questionnaires_unit" VALUES(3,'Ops/Cloud','Cloud',1,NULL);
INSERT INTO "questionnaires_unit" VALUES(4,'Product','Product',NULL,NULL);
INSERT INTO "questionnaires_unit" VALUES(5,'Product/Data','Data',4,NULL);
INSERT INTO "questionnaires_unit" VALUES(6,'Product/Search','Search',4,NULL);
CREATE TABLE "questionnaires_unitlead" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "unit_id" bigint NOT NULL REFERENCES "questionnaires_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL UNIQUE REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "questionnaires_unitpath" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "path" varchar(300) NOT NULL, "until" date NOT NULL, "unit_id" bigint NOT NULL REFERENCES "questionnaires_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "questionnaires_withheldcomment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "comment" varchar(64) NOT NULL, "reason" varchar(12) NOT NULL, "round_id" bigint NOT NULL REFERENCES "questionnaires_round" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "comment_withheld_once" UNIQUE ("round_id", "comment"));
CREATE TABLE "socialaccount_socialaccount" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider" varchar(200) NOT NULL, "uid" varchar(191) NOT NULL, "last_login" datetime NOT NULL, "date_joined" datetime NOT NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "extra_data" text NOT NULL CHECK ((JSON_VALID("extra_data") OR "extra_data" IS NULL)));
CREATE TABLE "socialaccount_socialapp" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider" varchar(30) NOT NULL, "name" varchar(40) NOT NULL, "client_id" varchar(191) NOT NULL, "secret" varchar(191) NOT NULL, "key" varchar(191) NOT NULL, "provider_id" varchar(200) NOT NULL, "settings" text NOT NULL CHECK ((JSON_VALID("settings") OR "settings" IS NULL)));
CREATE TABLE "socialaccount_socialtoken" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token" text NOT NULL, "token_secret" text NOT NULL, "expires_at" datetime NULL, "account_id" integer NOT NULL REFERENCES "socialaccount_socialaccount" ("id") DEFERRABLE INITIALLY DEFERRED, "app_id" integer NULL REFERENCES "socialaccount_socialapp" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");
CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id");
CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id");
CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" ON "auth_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "auth_user_user_permissions_user_id_a95ead1b" ON "auth_user_user_permissions" ("user_id");
CREATE INDEX "auth_user_user_permissions_permission_id_1fbb5f2c" ON "auth_user_user_permissions" ("permission_id");
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified";
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id");
CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type") WHERE "type" IN ('totp', 'recovery_codes');
CREATE INDEX "questionnaires_invitationsecret_invitation_id_de972dd0" ON "questionnaires_invitationsecret" ("invitation_id");
CREATE INDEX "questionnaires_unit_parent_id_a2c80e00" ON "questionnaires_unit" ("parent_id");
CREATE INDEX "questionnaires_questionsetversion_question_set_id_3c1bb433" ON "questionnaires_questionsetversion" ("question_set_id");
CREATE INDEX "questionnaires_storedrelease_round_id_7ad730f2" ON "questionnaires_storedrelease" ("round_id");
CREATE INDEX "questionnaires_person_unit_id_b7b24502" ON "questionnaires_person" ("unit_id");
CREATE INDEX "questionnaires_unitlead_unit_id_b2703ca3" ON "questionnaires_unitlead" ("unit_id");
CREATE INDEX "questionnaires_unitpath_unit_id_dab0c200" ON "questionnaires_unitpath" ("unit_id");
CREATE INDEX "questionnaires_event_programme_id_c0bfd286" ON "questionnaires_event" ("programme_id");
CREATE INDEX "questionnaires_mailing_round_id_9322485e" ON "questionnaires_mailing" ("round_id");
CREATE INDEX "questionnaires_delivery_invitation_id_de51df5b" ON "questionnaires_delivery" ("invitation_id");
CREATE INDEX "questionnaires_delivery_mailing_id_abcfc731" ON "questionnaires_delivery" ("mailing_id");
CREATE INDEX "questionnaires_draftrevision_version_id_e743e819" ON "questionnaires_draftrevision" ("version_id");
CREATE INDEX "questionnaires_round_programme_id_e3c8eb93" ON "questionnaires_round" ("programme_id");
CREATE INDEX "questionnaires_round_version_id_a1e1759b" ON "questionnaires_round" ("version_id");
CREATE INDEX "questionnaires_releasedcomments_round_id_5f62ca6e" ON "questionnaires_releasedcomments" ("round_id");
CREATE INDEX "questionnaires_withheldcomment_round_id_32f3203b" ON "questionnaires_withheldcomment" ("round_id");
CREATE INDEX "questionnaires_collectionunit_round_id_1f514868" ON "questionnaires_collectionunit" ("round_id");
CREATE INDEX "questionnaires_invitation_collection_unit_id_93dffeb6" ON "questionnaires_invitation" ("collection_unit_id");
CREATE INDEX "questionnaires_invitation_person_id_e8e943dc" ON "questionnaires_invitation" ("person_id");
CREATE INDEX "questionnaires_invitation_round_id_72290667" ON "questionnaires_invitation" ("round_id");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE UNIQUE INDEX "socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq" ON "socialaccount_socialtoken" ("app_id", "account_id");
CREATE INDEX "socialaccount_socialtoken_account_id_951f210e" ON "socialaccount_socialtoken" ("account_id");
CREATE INDEX "socialaccount_socialtoken_app_id_636a42d7" ON "socialaccount_socialtoken" ("app_id");
CREATE UNIQUE INDEX "socialaccount_socialaccount_provider_uid_fc810c6e_uniq" ON "socialaccount_socialaccount" ("provider", "uid");
CREATE INDEX "socialaccount_socialaccount_user_id_8146e70c" ON "socialaccount_socialaccount" ("user_id");
CREATE INDEX "login_attempts_expires" ON "login_attempts" ("expires");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('django_migrations',41);
INSERT INTO "sqlite_sequence" VALUES('account_emailaddress',0);
INSERT INTO "sqlite_sequence" VALUES('django_content_type',36);
INSERT INTO "sqlite_sequence" VALUES('auth_permission',144);
INSERT INTO "sqlite_sequence" VALUES('auth_group',0);
INSERT INTO "sqlite_sequence" VALUES('auth_user',0);
INSERT INTO "sqlite_sequence" VALUES('mfa_authenticator',0);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_questionsetversion',1);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_storedrelease',1);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_person',38);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_mailing',0);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_delivery',0);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_round',5);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_releasedcomments',1);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_collectionunit',13);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_invitation',152);
INSERT INTO "sqlite_sequence" VALUES('socialaccount_socialapp',0);
INSERT INTO "sqlite_sequence" VALUES('socialaccount_socialtoken',0);
INSERT INTO "sqlite_sequence" VALUES('socialaccount_socialaccount',0);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_questionset',1);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_programme',5);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_auditentry',24);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_unit',6);
INSERT INTO "sqlite_sequence" VALUES('questionnaires_invitationsecret',76);
COMMIT;
